"""Which carrier brings returns home."""

import pytest

from shipping.models import Carrier, Service
from shipping.network import forget_network
from shipping.returning import return_carrier, return_service
from tests import make

pytestmark = pytest.mark.django_db


def test_it_is_the_one_of_the_settings_by_its_standard_service():
    make.carrier("yurtici", "Yurtiçi Kargo")
    make.service("table")
    make.service("yurtici", "quick", tier="next_day")
    standard = make.service("yurtici", "usual", tier="standard")
    assert return_carrier() == "Yurtiçi Kargo"
    assert return_service() == standard


def test_without_a_standard_service_it_is_whatever_is_offered():
    quick = make.service("yurtici", "quick", tier="next_day")
    make.service("yurtici", "usual", tier="standard", is_active=False)
    assert return_service() == quick


def switched_off(rows):
    rows.update(is_active=False)
    forget_network()


def test_a_service_that_is_no_longer_sold_still_brings_returns():
    make.service("table")
    kept = make.service("yurtici")
    switched_off(Service.objects.filter(carrier__code="yurtici"))
    assert return_service() == kept


def test_another_carrier_stands_in_where_the_designated_one_is_switched_off():
    make.service("yurtici")
    make.service("table", areas=["34"])
    everywhere = make.service("hepsijet", "quick", tier="next_day")
    switched_off(Carrier.objects.filter(code="yurtici"))
    assert return_service() == return_service("06") == everywhere
    assert return_carrier() == everywhere.carrier.name


def test_a_carrier_stands_in_only_where_it_goes():
    make.carrier("yurtici", "Yurtiçi Kargo")
    make.service("yurtici")
    near = make.service("table", areas=["34"])
    switched_off(Carrier.objects.filter(code="yurtici"))
    assert (return_service("34"), return_service("06")) == (near, None)


def test_without_any_carrier_there_is_no_service_and_the_designated_one_keeps_its_name():
    make.carrier("yurtici", "Yurtiçi Kargo")
    make.service("yurtici")
    switched_off(Carrier.objects.all())
    assert return_service() is None
    assert return_carrier() == "Yurtiçi Kargo"
