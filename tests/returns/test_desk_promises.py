"""The merchant's page on kept promises, by hand at the desk."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from returns.promise_figures import Row, Tally
from returns.promise_tables import FEW, ordered, tables
from shipping.models import PromiseEntry
from shipping.places import provinces
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/admin/shipping/promiseentry/"


@pytest.fixture
def desk(client):
    client.force_login(make.customer("mina@example.com", is_staff=True, is_superuser=True))
    return client


def parcel(days_ago, late=0, **fields):
    """Promised for the day so many days ago, delivered `late` days after it."""
    day = timezone.localtime() - timedelta(days=days_ago)
    promised = (str(day.date()), str(day.date()))
    made = make.shipment(
        state="delivered",
        promised=promised,
        delivered_at=day + timedelta(days=late),
        handed_over_at=day - timedelta(days=2),
        **fields,
    )
    PromiseEntry.objects.create(
        shipment=made,
        kind="first",
        at=made.created_at,
        earliest=made.promised_earliest,
        latest=made.promised_latest,
        chance=0.9,
        sentence="bir gün",
    )
    return made


def opened(client, address=PAGE):
    return html.fromstring(client.get(address).content.decode())


def rows(page, table):
    found = page.xpath(f"//section[@aria-labelledby='{table}']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in found]


def test_every_chart_has_its_numbers_as_a_table(desk):
    parcel(3)
    parcel(3, late=1)
    page = opened(desk)
    for section in ("weeks", "reliability", "coverage", "warnings"):
        assert page.xpath(f"//section[@aria-labelledby='{section}']//canvas"), section
        assert rows(page, section), section
    assert rows(page, "reliability") == [["90–95", "2", "%90", "%50 %9–%91"]]
    assert rows(page, "coverage") == [["Kapında Kurye", "2", "0,0", "%50 %9–%91"]]


def test_the_period_is_chosen_by_a_link(desk):
    parcel(3)
    parcel(60)
    assert rows(opened(desk, f"{PAGE}?days=30"), "by-carrier")[0][:2] == ["Kapında Kurye", "1"]
    for address in (PAGE, f"{PAGE}?days=90", f"{PAGE}?days=nonsense&sort=x&whole=y"):
        assert rows(opened(desk, address), "by-carrier")[0][:2] == ["Kapında Kurye", "2"]


def test_without_parcels_the_page_says_so(desk):
    answer = desk.get(PAGE)
    assert answer.status_code == 200
    assert "Henüz veri yok" in answer.content.decode()


def test_few_rows_first_and_all_behind_a_link(desk):
    for code in list(provinces())[: FEW + 2]:
        parcel(3, province=code)
    page = opened(desk)
    assert len(rows(page, "by-lane")) == FEW
    [link] = page.xpath("//section[@aria-labelledby='by-lane']//p/a/@href")
    assert len(rows(opened(desk, PAGE + link), "by-lane")) == FEW + 2


def test_a_click_on_a_column_sorts_and_another_turns_it_round(desk):
    parcel(3, province="35", late=1)
    for _ in range(2):
        parcel(3)
    page = opened(desk)
    for first, direction in (
        ("İstanbul → İzmir", "ascending"),
        ("İstanbul → Ankara", "descending"),
    ):
        [head] = page.xpath("//section[@aria-labelledby='by-lane']//th[a='Paketler']")
        page = opened(desk, PAGE + head.find("a").get("href"))
        [head] = page.xpath("//section[@aria-labelledby='by-lane']//th[a='Paketler']")
        assert (rows(page, "by-lane")[0][0], head.get("aria-sort")) == (first, direction)


def test_a_lucky_parcel_is_not_sorted_before_a_sure_carrier():
    lucky, sure = Tally(parcels=1, in_window=1), Tally(parcels=200, in_window=190, late=10)
    unlucky, unknown = Tally(parcels=1, late=1), Tally()
    made = [
        Row(name, tally, Tally())
        for name, tally in zip(
            ("lucky", "sure", "unlucky", "unknown"), (lucky, sure, unlucky, unknown), strict=True
        )
    ]
    down = [row.name for row in ordered(made, "-on_time")]
    up = [row.name for row in ordered(made, "on_time")]
    assert down == ["sure", "lucky", "unlucky", "unknown"]
    assert up == ["unlucky", "sure", "lucky", "unknown"]


def test_weekdays_come_as_the_week_has_them():
    place = {"carried": "A", "packed": "B", "origin": "34", "province": "06"}
    counted = [({**place, "weekday": day}, Tally(parcels=day)) for day in (7, 1, 3)]
    [found] = [one for one in tables(counted, sort="", whole="") if one.key == "weekday"]
    assert [row.tally.parcels for row in found.rows] == [1, 3, 7]


def test_the_page_asks_the_database_the_same_few_questions_however_many_parcels(desk):
    asked = []
    for count in (2, 12):
        for number in range(count):
            parcel(3, late=number % 2, province=f"{number + 1:02d}")
        desk.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            desk.get(PAGE)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 12, asked


def test_who_may_not_look_is_shown_nothing(client):
    mert = make.customer("mert@example.com", is_staff=True)
    client.force_login(mert)
    assert client.get(PAGE).status_code == 403
    mert.user_permissions.set(Permission.objects.filter(codename="view_promiseentry"))
    assert client.get(PAGE).status_code == 200
