"""What a merchant reads first: which list this is, amounts and hours as they are written here."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from notifications.desk_amounts import AmountField
from shipping.models import Shipment
from shop.catalog.models import Variant
from tests import make
from tests.service.desk import act, confirmed, page, said, started

pytestmark = pytest.mark.django_db
PARCELS = "/admin/shipping/shipment/"


def text(answer):
    return answer.content.decode()


@pytest.mark.parametrize(
    ("queue", "columns"),
    [
        ("to_dispatch", ["number", "order_number", "leaves", "receiver", "carried_by", "data"]),
        (
            "at_risk",
            ["number", "order_number", "receiver", "carried_by", "stands", "expected", "risk"],
        ),
        ("stuck", ["number", "order_number", "receiver", "carried_by", "stuck_at", "last_news"]),
    ],
)
def test_each_list_of_parcels_has_the_columns_it_is_read_for(mina, queue, columns):
    confirmed()
    shown = mina.get(f"{PARCELS}?queue={queue}")
    assert [one for one in shown.context["cl"].list_display if "checkbox" not in one] == columns


def test_a_parcel_lost_on_its_way_back_says_so_among_those_without_news(mina):
    week_ago = timezone.now() - timedelta(days=8)
    make.shipment(state="sent_back", handed_over_at=week_ago, last_scan_at=week_ago)
    assert "geri dönüyor, bize ulaşmadı" in text(mina.get(f"{PARCELS}?queue=stuck"))


def test_the_lists_stand_above_the_list_and_the_open_one_is_marked(mina):
    confirmed()
    queues = mina.get(f"{PARCELS}?queue=at_risk").context["queues"]
    assert [one["href"] for one in queues][:2] == ["?", "?queue=to_dispatch"]
    assert [one["href"] for one in queues if one["is_current"]] == ["?queue=at_risk"]
    assert mina.get(PARCELS).context["queues"][0]["is_current"]


def test_every_list_with_questions_opens_each_of_them(mina):
    for name in ("shop_order", "shipping_shipment", "returns_return", "shop_payment", "shop_call"):
        listed = reverse(f"admin:{name}_changelist")
        for queue in mina.get(listed).context["queues"]:
            assert mina.get(listed + queue["href"]).status_code == 200


@pytest.mark.parametrize("typed", ["349,90", "349.90", "349,90 TL"])
def test_a_price_is_written_with_a_comma_and_read_with_either(mina, typed):
    mug = make.product(price="249.90")
    address = reverse("admin:shop_product_change", args=[mug.pk])
    form = mina.get(address).context["adminform"].form
    inline = mina.get(address).context["inline_admin_formsets"][0].formset
    assert re.search(r'<input type="text"[^>]* value="249,90"', text(mina.get(address)))
    data = {name: value for name in form.fields if (value := form[name].value())}
    for prefix in ("variants", "pictures", "manuals"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    first = inline.forms[0]
    data |= {first.add_prefix(name): first[name].value() or "" for name in first.fields}
    data |= {"variants-TOTAL_FORMS": 1, "variants-INITIAL_FORMS": 1, "variants-0-price": typed}
    data |= {"is_active": "on", "variants-0-is_active": "on", "handling_days": 0}
    data |= {"variants-0-position": 0}
    mina.post(address, data)
    assert Variant.objects.get().price == Decimal("349.90")


def test_hours_are_written_as_everywhere_in_the_shop(mina):
    order = confirmed()
    order.placed_at = timezone.localtime().replace(hour=9, minute=5) - timedelta(days=1)
    order.save(update_fields=["placed_at"])
    assert " 09.05" in text(mina.get(page(order)))
    mina.cookies["django_language"] = "en"
    assert " 09:05" in text(mina.get(page(order)))


def test_a_transfer_is_found_by_whose_it_is(mina):
    payment = started(confirmed())
    assert "Ayşe Yılmaz" in text(mina.get("/admin/shop/payment/?queue=transfers"))
    assert "Ayşe Yılmaz" in text(mina.get(page(payment)))


def test_pages_that_are_only_looked_at_have_no_empty_history(mina):
    order = confirmed()
    assert "/history/" not in text(mina.get(page(order)))
    assert "/history/" in text(mina.get(page(order.lines.get().variant.product)))


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("tr", "1.249,90 TL", "1249.90"),
        ("tr", "12.001.249,90", "12001249.90"),
        ("tr", "49,9", "49.9"),
        ("en", "1,249.90", "1249.90"),
    ],
)
def test_an_amount_is_read_as_a_bank_writes_it(language, typed, read):
    with override(language):
        assert AmountField().clean(typed) == Decimal(read)


def test_an_amount_with_a_mark_that_may_mean_two_things_is_refused():
    with override("tr"), pytest.raises(ValidationError):
        AmountField(decimal_places=2).clean("1.249")


def test_what_was_dispatched_is_where_its_labels_are_printed(mina):
    order = confirmed()
    parcel = order.shipments.get()
    act(mina, parcel, "dispatch")
    Shipment.objects.update(state="booked", booked_at=timezone.now())
    shown = mina.get(f"{PARCELS}?queue=ready").context["cl"]
    assert list(shown.result_list) == [parcel]
    Shipment.objects.update(handed_over_at=timezone.now())
    assert not mina.get(f"{PARCELS}?queue=ready").context["cl"].result_list


def test_a_confirmed_transfer_says_what_comes_next(mina):
    order = make.order(method="transfer", placed_at=timezone.now())
    payment = started(order)
    answer = act(mina, payment, "confirm", amount=f"{order.total}", bank_reference="EFT 1")
    assert said(answer) == [
        f"{order.number} numaralı sipariş ödendi; paketleri kargoya verilmeyi bekliyor."
    ]
    answer = act(mina, order, "dispatch")
    assert said(answer) == ["1 paket kargo firmasına kaydediliyor."]


def test_all_parcels_that_are_seen_are_dispatched_in_one_click_and_no_others(mina):
    seen = [confirmed().shipments.get() for _number in range(3)]
    shown = text(mina.get(f"{PARCELS}?queue=to_dispatch"))
    form = shown.partition('<form method="post" class="verbs">')[2].partition("</form>")[0]
    fields = re.findall(r'name="(index|_selected_action)"\s+value="([^"]*)"', form)
    assert "Buradakilerin hepsini kargoya ver · 3" in form
    newer = confirmed().shipments.get()
    data = {"_selected_action": [value for name, value in fields if name == "_selected_action"]}
    data |= {"index": 0, "action": "dispatch_them"}
    assert re.search(r'name="action"\s+value="dispatch_them"', form)
    answer = mina.post(f"{PARCELS}?queue=to_dispatch", data, follow=True)
    assert said(answer)[0].startswith("3 paket kargo firmasına kaydediliyor.")
    assert [Shipment.objects.get(pk=one.pk).wants_booking for one in seen] == [True] * 3
    newer.refresh_from_db()
    assert not newer.wants_booking
