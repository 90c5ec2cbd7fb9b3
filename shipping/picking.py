"""The pick list as PDF, in the language of whoever picks: what to take from the shelves for these
parcels, thing by thing, and what is to be gift-wrapped. Like a slip it shows no price."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit

from notifications.brand import brand
from notifications.templatetags.words import clock, day

from .labels import BOLD, MARGIN, PLAIN, Sheet, pages, shortened
from .models import Shipment

BOX = 4 * mm  # to be ticked
AMOUNT, SKU, NAME, ORDERS = 14 * mm, 26 * mm, 84 * mm, 152 * mm  # where the columns begin


@dataclass(frozen=True)
class Pick:
    """One thing to take from its shelf: `parcels` [(Shipment, how many of it)]."""

    sku: str
    name: str
    parcels: list

    @property
    def quantity(self):
        return sum(quantity for _parcel, quantity in self.parcels)

    @property
    def orders(self):
        """ "10428 × 2, 10431": which order each of them is for; a gift is marked."""
        return ", ".join(
            marked(parcel) + (f" × {quantity}" if quantity > 1 else "")
            for parcel, quantity in self.parcels
        )


def picks(shipments):
    """{warehouse: ([Pick] by stock code, [its parcels to be gift-wrapped])}; what comes back to us
    is not picked."""
    going = [one for one in shipments if one.direction == Shipment.Direction.OUT]
    found = {}
    for warehouse in sorted({one.warehouse for one in going}, key=str):
        parcels = [one for one in going if one.warehouse == warehouse]
        found[warehouse] = by_thing(parcels), [one for one in parcels if one.is_gift]
    return found


def by_thing(parcels):
    names, wanted = {}, defaultdict(list)
    for parcel in sorted(parcels, key=lambda one: (one.leaves_by, one.pk)):
        for line in parcel.contents:
            names[line["sku"]] = in_language(line)
            wanted[line["sku"]].append((parcel, line["quantity"]))
    return [Pick(sku, names[sku], wanted[sku]) for sku in sorted(wanted)]


def in_language(line):
    return (get_language() == "en" and line.get("name_en")) or line["name"]


def marked(parcel):
    return f"{parcel.reference} ★" if parcel.is_gift else parcel.reference


def pick_list_pdf(shipments, *, now) -> bytes:
    """A4, a new page for each warehouse."""
    lists = [(warehouse, *found, now) for warehouse, found in picks(shipments).items()]
    return pages(A4, lists, draw_list, title=_("Pick list"), sheet=Numbered)


class Numbered(Sheet):
    """Pages that are told apart once they lie on the table."""

    def go_down(self, height):
        if self.y - height < MARGIN + 8 * mm:
            self.number()
            self.canvas.showPage()
            self.y = self.height - MARGIN
        self.y -= height

    def number(self):
        self.canvas.setFont(PLAIN, 8)
        page = str(self.canvas.getPageNumber())
        self.canvas.drawRightString(self.width - MARGIN, MARGIN, page)

    def column(self, lines, left, size, *, font=PLAIN):
        """Lines of text from here down, without going down."""
        self.canvas.setFont(font, size)
        for number, line in enumerate(lines):
            self.canvas.drawString(left, self.y - number * size * 1.25, line)


def draw_list(sheet, parts):
    warehouse, things, gifts, now = parts
    parcels = {parcel.pk for thing in things for parcel, _quantity in thing.parcels}
    sheet.write(brand().name, 10)
    sheet.write(_("Pick list: %(warehouse)s") % {"warehouse": warehouse}, 16, font=BOLD)
    sheet.write(counted(len(parcels), timezone.localtime(now)), 10)
    sheet.rule()
    for thing in things:
        draw_thing(sheet, thing)
    if gifts:
        draw_gifts(sheet, gifts)
    sheet.number()


def counted(count, now):
    sentence = ngettext("%(count)d parcel, %(day)s", "%(count)d parcels, %(day)s", count)
    return sentence % {"count": count, "day": f"{day(now)} {clock(now)}"}


def draw_thing(sheet, thing):
    """A row: a box, how many, stock code, name, orders."""
    name = split(thing.name, 10, ORDERS - NAME - 3 * mm)
    orders = split(thing.orders, 9, sheet.width - MARGIN - ORDERS)
    below = (max(len(name), len(orders)) - 1) * 10 * 1.25
    sheet.go_down(7 * mm + below)
    sheet.y += below
    sheet.canvas.setLineWidth(0.6)
    sheet.canvas.rect(MARGIN, sheet.y - 0.5 * mm, BOX, BOX)
    sheet.column([f"{thing.quantity} ×"], AMOUNT, 12, font=BOLD)
    sheet.column([shortened(thing.sku, PLAIN, 9, NAME - SKU - 2 * mm)], SKU, 9)
    sheet.column(name, NAME, 10)
    sheet.column(orders, ORDERS, 9)
    sheet.y -= below
    hairline(sheet)


def split(text, size, room):
    return simpleSplit(text, PLAIN, size, room)


def hairline(sheet):
    sheet.y -= 2 * mm
    sheet.canvas.setLineWidth(0.2)
    sheet.canvas.line(MARGIN, sheet.y, sheet.width - MARGIN, sheet.y)


def draw_gifts(sheet, gifts):
    """What is wrapped, with the words that go along."""
    sheet.go_down(10 * mm)
    sheet.y += 2 * mm
    sheet.write(_("★ To be gift-wrapped"), 13, font=BOLD)
    for parcel in gifts:
        sheet.go_down(3 * mm)
        order = {"reference": parcel.reference, "number": parcel.number}
        sheet.write(_("Order %(reference)s, parcel %(number)s") % order, 10, font=BOLD)
        things = ", ".join(f"{one['quantity']} × {in_language(one)}" for one in parcel.contents)
        sheet.write(things, 10, lines=6)
        note = parcel.gift_message or _("without a note")
        sheet.write(_("Gift note: %(note)s") % {"note": note}, 10, lines=8)
