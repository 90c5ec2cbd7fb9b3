"""How a parcel's promises were made, on its page at the desk."""

from datetime import date

import pytest

from shipping.models import Forecast, PromiseEntry
from tests import make

from .desk import page

pytestmark = pytest.mark.django_db
NUMBERS = {
    "wanted": 0.9,
    "aim": 0.92,
    "begins": "2026-11-23",
    "facts": {"origin": "34", "destination": "06", "distance": 351.2, "weekday": 0, "area": ""},
    "arrives": {"2026-11-26": 0.31, "2026-11-25": 0.6},
}


def entry(parcel, **fields):
    return PromiseEntry.objects.create(
        shipment=parcel,
        earliest=date(2026, 11, 24),
        latest=date(2026, 11, 26),
        **{"kind": "first", "at": parcel.created_at, "sentence": "24–26 Kas · %91", **fields},
    )


def test_the_parcels_page_tells_each_promise_with_its_numbers_and_forecast(mina):
    parcel = make.shipment()
    learnt = Forecast.objects.create(fitted_at=make.at("2026-11-22 03:20"), parcels=1830)
    entry(parcel, chance=0.914, numbers=NUMBERS, forecast=learnt)
    entry(
        parcel,
        kind="revised",
        at=make.at("2026-11-25 09:00"),
        sentence="27 Kas · %80",
        reason={"code": "still_on_the_road", "values": {}},
    )
    text = " ".join(mina.get(page(parcel)).content.decode().split())
    assert f"{learnt.pk} numaralı, 22 Kas Paz, 1830 kargodan" in text
    for shown in (
        "24–26 Kas · %91",
        "27 Kas · %80",
        "%92",
        "Pazartesi",
        "351,2",
        "İstanbul",
        "25 Kas Çar",
    ):
        assert shown in text, shown
    assert text.index("25 Kas Çar</th>") < text.index("26 Kas Per</th>")


def test_a_parcel_without_a_ledger_has_no_such_part(mina):
    assert 'id="promises"' not in mina.get(page(make.shipment())).content.decode()


def test_nothing_of_it_can_be_typed_into(mina):
    parcel = make.shipment()
    made = entry(parcel)
    address = f"/admin/shipping/promiseentry/{made.pk}/change/"
    assert mina.post(address, {"sentence": "yarın"}).status_code == 403
    made.refresh_from_db()
    assert made.sentence == "24–26 Kas · %91"
