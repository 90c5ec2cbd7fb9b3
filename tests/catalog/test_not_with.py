"""Products that some carriers shall not bring: no page offers what the order could not have."""

import pytest
from django.urls import reverse

from shipping.models import Carrier, Service
from shipping.network import forget_network
from shop.catalog.cards import card_of, listed
from shop.catalog.choosing import there_by_tomorrow
from shop.catalog.delivery import delivery_of
from shop.catalog.models import Product
from tests import make

pytestmark = pytest.mark.django_db
NOW = make.MONDAY_MORNING


@pytest.fixture
def glass():
    """The own courier is the cheaper of two, and shall not bring it."""
    make.service(days=(1, 1), max_desi=5)
    make.service("yurtici", price="79.90", days=(1, 1), max_desi=5)
    Carrier.objects.filter(code="yurtici").update(name="Yurtiçi Kargo")
    return on_shelf("Cam vazo", not_with=["table"])


def on_shelf(*name, **fields):
    shelf = {"listed_desi": 1, "listed_weight_kg": 1, "ships_from": [make.warehouse().pk]}
    return make.product(*name, **{**shelf, **fields})


def carriers(*products):
    goods = [(one.variants.get(), 1) for one in products]
    return [one.carrier_code for one in delivery_of(goods, "06", NOW).options]


def test_its_parcel_is_offered_with_the_others_alone(glass):
    assert carriers(glass) == ["yurtici"]


def test_one_such_product_decides_for_the_whole_parcel(glass):
    mug = make.product()
    assert carriers(mug) == ["table", "yurtici"]
    assert carriers(mug, glass) == ["yurtici"]
    assert carriers(mug, make.product("Kase", not_with=["yurtici"]), glass) == []


def test_its_card_names_a_carrier_that_brings_it(glass):
    [row] = listed([glass.pk])
    assert card_of(row, "06", NOW).carrier == "Yurtiçi Kargo"
    Product.objects.update(not_with=["table", "yurtici"])
    [row] = listed([glass.pk])
    card = card_of(row, "06", NOW)
    assert (card.promise, bool(card.problem)) == (None, True)


def by_tomorrow():
    found = Product.objects.filter(there_by_tomorrow("06", NOW)).order_by("name")
    return [one.name for one in found]


def test_who_may_not_bring_it_does_not_count_for_tomorrow(glass):
    """Whoever else is quick does."""
    on_shelf("Kupa")
    assert by_tomorrow() == ["Cam vazo", "Kupa"]
    Service.objects.filter(carrier__code="yurtici").update(tier="economy", pickup_days="5")
    forget_network()
    assert by_tomorrow() == ["Kupa"]


def test_a_parcel_that_its_only_carrier_will_not_take_is_not_there_by_tomorrow(glass):
    Service.objects.filter(carrier__code="yurtici").update(max_desi=4)
    forget_network()
    for name, size in (("Hacimli", {"listed_desi": 5}), ("Ağır", {"listed_weight_kg": 5})):
        Product.objects.filter(pk=on_shelf(name).pk).update(not_with=["table"], **size)
    on_shelf("Hepsi götürür", listed_desi=5)
    assert by_tomorrow() == ["Cam vazo", "Hepsi götürür"]


def test_its_carriers_are_ticked_at_the_desk(client, glass):
    staff = make.customer("mina@example.com", is_staff=True, is_superuser=True)
    client.force_login(staff)
    form = client.get(reverse("admin:shop_product_change", args=[glass.pk])).context["adminform"]
    field = form.form["not_with"]
    assert [value for value, _name in field.field.choices] == ["table", "yurtici"]
    assert field.value() == ["table"]
    assert form.form.fields["not_with"].clean(["yurtici"]) == ["yurtici"]


def test_the_product_that_greets_says_that_it_cannot_come_to_the_province(client, glass):
    Product.objects.update(not_with=["table", "yurtici"])
    client.cookies["province"] = "06"
    found = client.get("/en/").content.decode()
    assert "No carrier can bring this to Ankara" in found
    assert "Choose your province to see its day" not in found
