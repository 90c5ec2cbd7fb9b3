"""Each option with its carrier's record; a member's own carriers first and last."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from shipping.models import CarrierRecord
from shipping.network import forget_network
from tests import make
from tests.returns import world

from .filling import filled

pytestmark = pytest.mark.django_db
GOOD, NOT_AGAIN = "Size son getirdiği sipariş zamanında geldi", "istemediğinizi belirttiniz"


@pytest.fixture
def ayse(mug, client):
    """A member in Ankara with a mug in the cart, to whom the shop's courier brought one before."""
    ayse = make.customer()
    client.force_login(ayse)
    client.cookies["province"] = "06"
    client.post("/cart/lines/", {"sku": mug.sku, "quantity": 1})
    client.member = ayse
    return client


def brought(member, carrier="yurtici", day="2026-11-24"):
    order = world.bought(customer=member, delivered=False)
    parcel = world.parcel(order, delivered_at=make.at(f"{day} 12:00"))
    parcel.carrier = make.carrier(carrier)
    parcel.save()
    return order


def options(client):
    page = html.fromstring(client.get("/checkout/").content.decode())
    return [" ".join(one.text_content().split()) for one in page.xpath("//label[@class='option']")]


def selected(client):
    return filled(client)["option"]


def record(code, parcels, on_time, province="06"):
    CarrierRecord.objects.create(
        carrier=make.carrier(code), province=province, parcels=parcels, on_time=on_time
    )
    forget_network()


def test_an_option_tells_its_carriers_record_to_this_province(shopper):
    record("table", 212, 200)
    record("yurtici", 29, 29)
    record("yurtici", 400, 380, province="34")
    courier, yurtici = options(shopper)
    assert "Bu ilde zamanında teslim: %94, 212 kargo" in courier
    assert "zamanında teslim" not in yurtici


def test_records_cost_a_guest_no_query(shopper):
    shopper.get("/checkout/")
    with CaptureQueriesContext(connection) as before:
        shopper.get("/checkout/")
    record("table", 212, 200)
    shopper.get("/checkout/")
    with CaptureQueriesContext(connection) as after:
        shopper.get("/checkout/")
    assert len(after) == len(before) <= 3


def test_what_a_carrier_did_for_a_member_costs_one_query(ayse):
    brought(ayse.member)
    ayse.get("/checkout/")
    with CaptureQueriesContext(connection) as seen:
        ayse.get("/checkout/")
    asked = [one["sql"] for one in seen if "shipping_shipment" in one["sql"]]
    assert len(asked) == 1


def test_who_brought_the_last_order_on_time_comes_first_and_says_why(ayse):
    assert "Kapında Kurye" in options(ayse)[0]
    brought(ayse.member, "yurtici")
    first, second = options(ayse)
    assert (GOOD in first, GOOD in second) == (True, False)
    assert selected(ayse) == "table:standard"  # the dearer one is not selected for that


def test_who_brought_it_late_is_not_put_first(ayse):
    brought(ayse.member, "yurtici", day="2026-11-24")
    brought(ayse.member, "yurtici", day="2026-11-28")
    assert not [one for one in options(ayse) if GOOD in one]


def test_a_delay_of_one_carrier_takes_nothing_from_another(ayse):
    brought(ayse.member, "yurtici", day="2026-11-24")
    brought(ayse.member, "table", day="2026-11-28")
    first, second = options(ayse)
    assert (GOOD in first, GOOD in second) == (True, False)
    assert "Kapında Kurye" in second


def test_somebody_elses_parcels_say_nothing(ayse, shopper):
    brought(make.customer("veli@example.com"))
    brought(None)
    assert not [one for one in [*options(ayse), *options(shopper)] if GOOD in one]


def test_an_unwanted_carrier_is_marked_last_and_not_selected_but_can_be_chosen(ayse):
    ayse.post("/account/carriers/", {"unwanted": ["table", "nobody"]})
    ayse.member.refresh_from_db()
    assert ayse.member.unwanted_carriers == ["table"]
    first, last = options(ayse)
    assert (NOT_AGAIN in first, NOT_AGAIN in last) == (False, True)
    assert selected(ayse) == "yurtici:standard"
    chosen = ayse.post("/checkout/options/", filled(ayse) | {"option": "table:standard"})
    page = html.fromstring(chosen.content.decode())
    assert page.xpath("//input[@name='option' and @checked]/@value") == ["table:standard"]


def test_the_cart_reckons_with_the_carrier_the_checkout_selects(ayse):
    assert "299,80" in ayse.get("/cart/").content.decode()
    ayse.post("/account/carriers/", {"unwanted": ["table"]})
    cart = ayse.get("/cart/").content.decode()
    assert ("329,80" in cart, "299,80" in cart) == (True, False)


def test_the_only_carrier_that_comes_is_selected_though_unwanted(ayse):
    ayse.post("/account/carriers/", {"unwanted": ["table", "yurtici"]})
    assert selected(ayse) == "table:standard"
    ayse.post("/account/carriers/", {})
    ayse.member.refresh_from_db()
    assert ayse.member.unwanted_carriers == []


def test_after_a_delivery_its_member_can_say_not_with_them_again(ayse, shopper):
    order = brought(ayse.member, "yurtici")
    sentence = "Bir daha Yurtiçi"
    make.carrier("yurtici").__class__.objects.filter(code="yurtici").update(name="Yurtiçi")
    assert sentence in ayse.get(world.page(order)).content.decode()
    assert sentence not in shopper.get(world.page(order)).content.decode()
    shopper.force_login(make.customer("can@example.com", "Can"))
    assert sentence not in shopper.get(world.page(order)).content.decode()
    answer = ayse.post("/account/carriers/yurtici/", {"next": world.page(order)}, follow=True)
    assert answer.request["PATH_INFO"] == world.page(order)
    assert sentence not in answer.content.decode()
    ayse.member.refresh_from_db()
    assert ayse.member.unwanted_carriers == ["yurtici"]


def test_only_members_and_only_real_carriers_can_be_left_out(ayse, shopper):
    assert shopper.post("/account/carriers/table/").url.startswith("/account/login/")
    assert ayse.post("/account/carriers/nobody/").status_code == 404
    answer = ayse.post("/account/carriers/table/", {"next": "https://elsewhere.example/"})
    assert answer.url == "/account/"
    ayse.member.refresh_from_db()
    assert ayse.member.unwanted_carriers == ["table"]
