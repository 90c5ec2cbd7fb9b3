"""Prices from a merchant's file: all of it or nothing, a sentence for each bad line."""

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from shipping.models import Tariff
from shipping.tariffs import LARGEST_FILE, export_tariffs, import_tariffs
from tests import make

pytestmark = pytest.mark.django_db
HEADER = "line,up_to_desi,price,per_extra_desi\n"


@pytest.fixture
def service():
    return make.service()


def imported(service, text):
    raw = text if isinstance(text, bytes) else text.encode()
    with override("en"):
        return import_tariffs(service, io.BytesIO(raw))


def prices(service):
    return list(
        service.tariffs.order_by("line", "up_to_desi").values_list(
            "line", "up_to_desi", "price", "per_extra_desi"
        )
    )


def test_a_file_replaces_the_prices_of_its_service_alone(service):
    other = make.service(code="other")
    report = imported(service, HEADER + "city,5,49.90,\nlong,30,89.9,3.5\n")
    assert (report.count, report.problems) == (2, ())
    assert prices(service) == [
        ("city", Decimal(5), Decimal("49.90"), Decimal(0)),
        ("long", Decimal(30), Decimal("89.90"), Decimal("3.50")),
    ]
    assert other.tariffs.count() == 5


def test_turkish_excel_files_are_read_too(service):
    raw = "line;up_to_desi;price;per_extra_desi\r\nshort;5;1249,90;2,5\r\n".encode("utf-8-sig")
    assert imported(service, raw).count == 1
    assert prices(service) == [("short", Decimal(5), Decimal("1249.90"), Decimal("2.50"))]


def test_what_the_carrier_bills_is_read_where_it_is_given_and_written_out_again(service):
    text = (
        "line,up_to_desi,price,per_extra_desi,cost,cost_per_extra_desi\n"
        "city,5.00,49.90,2.00,38.50,1.40\n"
        "near,5.00,59.90,0.00,,\n"
    )
    assert imported(service, text).count == 2
    costs = service.tariffs.order_by("line").values_list("cost", "cost_per_extra_desi")
    assert list(costs) == [(Decimal("38.50"), Decimal("1.40")), (None, None)]
    assert export_tariffs(service) == text


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "moon,5,49.90,",
            "Line 3: “moon” is no line; it must be one of city, near, short, medium, long.",
        ),
        ("city,0,49.90,", "Line 3: up_to_desi must be more than 0."),
        ("city,-1,49.90,", "Line 3: up_to_desi must be between 0 and 99999.99."),
        ("city,5,-1,", "Line 3: price must be between 0 and 99999999.99."),
        ("city,5,NaN,", "Line 3: price must be between 0 and 99999999.99."),
        ("city,5,1e400,", "Line 3: price must be between 0 and 99999999.99."),
        ("city,5,free,", "Line 3: price “free” is not a number."),
        ("city,5,,", "Line 3: price is empty."),
        ("city,5", "Line 3: price is empty."),
        ("city,5,49.999,", "Line 3: price has more than two decimals."),
        ("near,5,10,", "Line 3: the same line and desi stand in line 2."),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_and_nothing_is_changed(service, line, problem):
    before = prices(service)
    report = imported(service, HEADER + f"near,5,39.90,\n{line}\nlong,5,59.90,\n")
    assert (report.count, report.problems) == (0, (problem,))
    assert prices(service) == before


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "The first line lacks: line, up_to_desi, price."),
        (b"line,price\ncity,5\n", "The first line lacks: up_to_desi."),
        (HEADER.encode(), "The file has no prices."),
        (b"\xff\xfe\x00", "The file is not UTF-8 text."),
        (b"x" * (LARGEST_FILE + 1), "The file is larger than 1 MB."),
    ],
)
def test_a_file_that_is_no_tariff_changes_nothing(service, raw, problem):
    before = prices(service)
    assert imported(service, raw).problems == (problem,)
    assert prices(service) == before


def test_every_bad_line_gets_its_sentence(service):
    report = imported(service, HEADER + "moon,5,1,\ncity,x,1,\n")
    assert len(report.problems) == 2


def test_what_is_exported_can_be_imported(service):
    text = export_tariffs(service)
    before = prices(service)
    Tariff.objects.filter(service=service).delete()
    assert imported(service, text).count == 5
    assert prices(service) == before


def test_the_command_reads_a_file_and_says_what_is_wrong(service, tmp_path, capsys):
    file = tmp_path / "tariff.csv"
    file.write_text(HEADER + "city,5,49.90,\n")
    call_command("import_tariffs", "table:standard", str(file))
    assert capsys.readouterr().out == "1 prices of table:standard replaced.\n"
    with pytest.raises(CommandError, match=r"There is no service table:gold\."):
        call_command("import_tariffs", "table:gold", str(file))
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_tariffs", "table:standard", str(tmp_path / "nothing.csv"))
    file.write_text(HEADER + "moon,5,49.90,\n")
    with pytest.raises(CommandError, match="moon"):
        call_command("import_tariffs", "table:standard", str(file))
    assert service.tariffs.count() == 1
