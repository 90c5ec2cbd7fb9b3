"""Provinces that only a slow service reaches, or none, are told to the merchant."""

import pytest

from shipping.models import Transit
from shipping.network import forget_network
from shipping.reach import fastest_days, provinces_without_service, slow_provinces
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf():
    """One warehouse, in İstanbul, open on five days."""
    return make.warehouse()


def test_where_the_fastest_takes_ten_days_or_more_is_told():
    make.service(days=(1, 3))
    make.service(code="slow", days=(5, 8))
    Transit.objects.filter(service__code="standard", line="long").delete()
    forget_network()
    slow = dict(slow_provinces())
    assert slow["Van"] == 12  # eight working days
    assert "Ankara" not in slow
    assert provinces_without_service() == []


def test_nine_days_are_not_ten():
    make.service(days=(1, 9), delivery_days="1234567")
    assert slow_provinces() == []
    Transit.objects.update(max_days=10)
    forget_network()
    assert len(slow_provinces()) == 81


def test_a_service_that_goes_elsewhere_does_not_count():
    make.service(areas=["34"], days=(1, 1))
    assert fastest_days("34") == 2  # a working day
    assert fastest_days("65") is None
    assert len(provinces_without_service()) == 80


def test_a_service_without_a_price_there_does_not_count():
    made = make.service()
    made.tariffs.filter(line="long").delete()
    forget_network()
    assert "Van" in provinces_without_service()


def test_the_warehouses_own_time_counts(shelf):
    type(shelf).objects.update(handling_days=5)
    make.service(days=(1, 3))
    assert fastest_days("34") == 7 + 5


def test_the_desk_names_them(client):
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    make.service(areas=["34", "06", "65"], days=(8, 9))
    page = " ".join(client.get("/admin/").content.decode().split())
    assert "3 ilde tek seçenek, 10 gün ve üzeri süren servisler: " in page
    assert "Van (13 gün)" in page
    assert "78 il için servis yok" in page


def test_a_shop_that_reaches_all_in_time_is_warned_of_nothing(client):
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    make.service()
    make.service("yurtici")  # takes returns back
    assert "Göz atın" not in client.get("/admin/").content.decode()
