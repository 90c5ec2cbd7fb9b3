"""The tables of the promises page: who, where and when the word is kept, sorted by what is sure."""

from dataclasses import dataclass
from operator import attrgetter

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from shipping.shares import Share

from .promise_figures import destination, grouped, lane

FEW = 8  # rows before somebody asks for all

COLUMNS = {
    "parcels": (_("Parcels"), attrgetter("parcels")),
    "on_time": (_("On time"), attrgetter("on_time")),
    "inside": (_("In the window"), attrgetter("inside")),
    "first_try": (_("At the first try"), attrgetter("first_try")),
    "damage": (_("Damaged"), attrgetter("damage")),
    "days": (_("Days on the road"), attrgetter("days")),
}

TABLES = {
    "carrier": (_("By carrier"), lambda place: place["carried"]),
    "destination": (_("By carrier and destination"), destination),
    "lane": (_("By lane"), lane),
    "warehouse": (_("By warehouse"), lambda place: place["packed"]),
    "weekday": (_("By weekday of the order"), lambda place: WEEKDAYS[place["weekday"] - 1]),
}


@dataclass(frozen=True)
class Table:
    """`rows` are those shown, `hidden` how many more there are."""

    key: str
    title: str
    rows: list
    hidden: int


@dataclass(frozen=True)
class Head:
    """A column's head: `sort` is what its link asks for, `direction` how it is sorted now, as
    aria-sort says it."""

    title: str
    sort: str
    direction: str


def tables(counted, *, sort, whole):
    """[Table] of the finest tallies; `sort` a column of COLUMNS, with "-" from the largest down;
    `whole`: the key of the table that is shown with all its rows."""
    found = []
    for key, (title, name_of) in TABLES.items():
        rows = ordered(natural(key, grouped(counted, name_of)), sort)
        shown = rows if key == whole else rows[:FEW]
        found.append(Table(key, title, shown, len(rows) - len(shown)))
    return found


def natural(key, rows):
    """Weekdays as the week has them, all else from the most parcels down."""
    if key == "weekday":
        days = [str(name) for name in WEEKDAYS.values()]
        return sorted(rows, key=lambda row: days.index(str(row.name)))
    return sorted(rows, key=lambda row: (-row.tally.parcels, row.name))


def ordered(rows, sort):
    """Shares are sorted by the end of their interval that is sure: the surely worst or the surely
    best comes first, never a single lucky parcel. What is not known comes last."""
    if not sort:
        return rows
    is_down, value_of = sort.startswith("-"), COLUMNS[sort.removeprefix("-")][1]
    values = {row.name: sure(value_of(row.tally), is_down) for row in rows}
    known = [row for row in rows if values[row.name] is not None]
    unknown = [row for row in rows if values[row.name] is None]
    return sorted(known, key=lambda row: values[row.name], reverse=is_down) + unknown


def sure(value, is_down):
    if not isinstance(value, Share):
        return value
    return value.interval and value.interval[0 if is_down else 1]


def heads(sort):
    return [
        Head(
            title,
            f"-{key}" if sort == key else key,
            {key: "ascending", f"-{key}": "descending"}.get(sort, "none"),
        )
        for key, (title, _value_of) in COLUMNS.items()
    ]


def read_sort(text):
    """A sort somebody asked for in an address; empty when it is none."""
    return text if text.removeprefix("-") in COLUMNS else ""
