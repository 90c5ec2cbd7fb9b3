"""Which carrier brings returns home."""

import pytest
from django.core.exceptions import ImproperlyConfigured

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


def test_without_any_service_no_return_is_promised(settings):
    make.service("table")
    with pytest.raises(ImproperlyConfigured):
        return_service()
