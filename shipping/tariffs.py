"""What a parcel costs on a road (pure), and the CSV files a merchant keeps the prices in."""

import csv
import io
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from .models import Tariff
from .places import Line
from .promises import NotOffered
from .reasons import Reason

NEEDED = ("line", "up_to_desi", "price")
COSTS = ("cost", "cost_per_extra_desi")  # empty: not known
COLUMNS = (*NEEDED, "per_extra_desi", *COSTS)
LARGEST_FILE = 1_000_000  # bytes
LARGEST = {
    "up_to_desi": Decimal("99999.99"),
    "price": Decimal("99999999.99"),
    "per_extra_desi": Decimal("99999999.99"),
    "cost": Decimal("99999999.99"),
    "cost_per_extra_desi": Decimal("99999999.99"),
}
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Fee:
    """`amount` is what the shopper pays, `cost` what the carrier bills the shop (None: not known);
    TRY, KDV included."""

    amount: Decimal
    reason: Reason
    cost: Decimal | None = None


def billable_desi(desi, weight_kg):
    """Carriers charge by volume or by weight, whichever is more: carriers.md 14.1."""
    return max(desi, weight_kg)


def fee(service, line, desi):
    """The fee of one parcel of so many billable desi; raises NotOffered."""
    if service.max_desi is not None and desi > service.max_desi:
        raise NotOffered("too_big", desi=desi, limit_desi=service.max_desi)
    bands = service.bands.get(line, ())
    for band in bands:
        if desi <= band.up_to_desi:
            reason = Reason("fee", band=band.up_to_desi, line=line, price=band.price)
            return Fee(band.price, reason, band.cost)
    if not bands or not bands[-1].per_extra_desi:
        raise NotOffered("no_price")
    last = bands[-1]
    extra = (desi - last.up_to_desi).to_integral_value("ROUND_CEILING")
    price = last.price + extra * last.per_extra_desi
    is_cost_known = None not in (last.cost, last.cost_per_extra_desi)
    cost = last.cost + extra * last.cost_per_extra_desi if is_cost_known else None
    return Fee(price, Reason("fee_above_bands", desi=desi, line=line, price=price), cost)


def most_desi(service, line):
    """The billable desi beyond which `fee` refuses every parcel on this line."""
    last = service.bands[line][-1]
    by_price = LARGEST["up_to_desi"] if last.per_extra_desi else last.up_to_desi
    return by_price if service.max_desi is None else min(by_price, service.max_desi)


# --- files ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """`problems` are sentences, one per bad line; with any of them nothing was changed."""

    count: int
    problems: tuple[str, ...] = ()


class BadLine(ValueError):
    """A line of the file that cannot be a price."""


def import_tariffs(service, file):
    """Replace the service's prices by those of a CSV file (opened in binary): the columns of
    COLUMNS in a header, comma or semicolon between them, decimals with a point or a comma."""
    try:
        rows = read_rows(file)
    except BadLine as problem:
        return Report(0, (str(problem),))
    tariffs, problems, seen = [], [], {}
    for number, row in enumerate(rows, start=2):
        try:
            tariff = read_tariff(service, row)
            refuse_twice(seen, tariff, number)
        except BadLine as problem:
            problems.append(
                _("Line %(number)s: %(problem)s") % {"number": number, "problem": problem}
            )
        else:
            tariffs.append(tariff)
    if not tariffs and not problems:
        problems.append(_("The file has no prices."))
    if problems:
        return Report(0, tuple(problems))
    with transaction.atomic():
        service.tariffs.all().delete()
        Tariff.objects.bulk_create(tariffs)
    return Report(len(tariffs))


def read_rows(file):
    raw = file.read(LARGEST_FILE + 1)
    if len(raw) > LARGEST_FILE:
        raise BadLine(_("The file is larger than 1 MB."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadLine(_("The file is not UTF-8 text.")) from None
    separator = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text.replace("\0", "")), delimiter=separator)
    missing = [column for column in NEEDED if column not in (reader.fieldnames or ())]
    if missing:
        raise BadLine(_("The first line lacks: %(columns)s.") % {"columns": ", ".join(missing)})
    return list(reader)


def read_tariff(service, row):
    line = (row["line"] or "").strip().lower()
    if line not in Line.values:
        raise BadLine(
            _("“%(line)s” is no line; it must be one of %(lines)s.")
            % {"line": line, "lines": ", ".join(Line.values)}
        )
    numbers = {column: read_number(row, column) for column in COLUMNS[1:]}
    if not numbers["up_to_desi"]:
        raise BadLine(_("up_to_desi must be more than 0."))
    return Tariff(service=service, line=line, **numbers)


def read_number(row, column):
    text = (row.get(column) or "").strip()
    if not text and column in COSTS:
        return None
    if not text and column == "per_extra_desi":
        return Decimal(0)
    if not text:
        raise BadLine(_("%(column)s is empty.") % {"column": column})
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise BadLine(
            _("%(column)s “%(text)s” is not a number.") % {"column": column, "text": text}
        ) from None
    if not number.is_finite() or not 0 <= number <= LARGEST[column]:
        raise BadLine(
            _("%(column)s must be between 0 and %(most)s.")
            % {"column": column, "most": LARGEST[column]}
        )
    if number != number.quantize(CENT):
        raise BadLine(_("%(column)s has more than two decimals.") % {"column": column})
    return number.quantize(CENT)


def refuse_twice(seen, tariff, number):
    before = seen.setdefault((tariff.line, tariff.up_to_desi), number)
    if before != number:
        raise BadLine(_("the same line and desi stand in line %(before)s.") % {"before": before})


def export_tariffs(service):
    """The service's prices as the CSV text that `import_tariffs` reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in Line.values:
        for tariff in service.tariffs.filter(line=line).order_by("up_to_desi"):
            writer.writerow([getattr(tariff, column) for column in COLUMNS])
    return out.getvalue()
