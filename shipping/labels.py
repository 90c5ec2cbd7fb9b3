"""Labels and packing slips as PDF. What stands on them is Turkish on the label (the carrier reads
it) and in the customer's language on the slip; a slip never shows a price."""

import io
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A5
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from notifications.brand import brand
from notifications.templatetags.words import day, decimal, money

from .marks import printed
from .places import province_name

FONTS = Path(__file__).parent / "fonts"
PLAIN, BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
LABEL = (100 * mm, 150 * mm)
MARGIN = 5 * mm
ELLIPSIS = "…"
LOGO = (34 * mm, 12 * mm)


def labels_pdf(shipments) -> bytes:
    """One 100 × 150 mm page for each parcel, in the given order."""
    with override("tr"):
        return pages(LABEL, shipments, draw_label, title=_("Labels"))


def packing_slip_pdf(shipments) -> bytes:
    """One A5 page for each parcel, without prices: it may lie in a gift."""
    return pages(A5, shipments, draw_slip, title=_("Packing slips"))


def pages(size, shipments, draw, *, title, sheet=None):
    load_fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, pageCompression=1)
    canvas.setTitle(title)
    for shipment in shipments:
        draw((sheet or Sheet)(canvas, size), shipment)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@cache
def load_fonts():
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))


class Sheet:
    """Pages written from top to bottom; `y` is where the next line begins."""

    def __init__(self, canvas, size):
        self.canvas, (self.width, self.height) = canvas, size
        self.y = self.height - MARGIN

    def go_down(self, height):
        """Room for what is to stand at the new `y`, on a new page when this one is full."""
        if self.y - height < MARGIN:
            self.canvas.showPage()
            self.y = self.height - MARGIN
        self.y -= height

    def logo(self, picture):
        """At the right edge, beside what is written next; the width that is left for that."""
        room = self.width - 2 * MARGIN
        if picture is None:
            return room
        scale = min(LOGO[0] / picture.width, LOGO[1] / picture.height)
        width, height = picture.width * scale, picture.height * scale
        place = (self.width - MARGIN - width, self.y - (LOGO[1] + height) / 2)
        self.canvas.drawImage(ImageReader(picture), *place, width=width, height=height)
        return room - width - 3 * mm

    def write(self, text, size=9, *, font=PLAIN, lines=1, room=None):
        """At most so many lines of the text; what does not fit ends in an ellipsis."""
        room = room or self.width - 2 * MARGIN
        found = simpleSplit(text, font, size, room)
        if len(found) > lines:
            found = [*found[: lines - 1], found[lines - 1] + ELLIPSIS]
        for line in found:
            self.go_down(size * 1.25)
            self.canvas.setFont(font, size)
            self.canvas.drawString(MARGIN, self.y, shortened(line, font, size, room))

    def heading(self, text):
        self.y -= 1.5 * mm
        self.write(text, 7)

    def rule(self):
        self.y -= 2 * mm
        self.canvas.setLineWidth(0.4)
        self.canvas.line(MARGIN, self.y, self.width - MARGIN, self.y)

    def box(self, text, size=13):
        """White on black: what the courier must not overlook, all of it."""
        room = self.width - 2 * MARGIN - 4 * mm
        size = min(size, size * room / pdfmetrics.stringWidth(text, BOLD, size))
        height = size * 1.7
        self.go_down(height + 2 * mm)
        self.canvas.rect(MARGIN, self.y, self.width - 2 * MARGIN, height, stroke=0, fill=1)
        self.canvas.setFillGray(1)
        self.canvas.setFont(BOLD, size)
        self.canvas.drawCentredString(self.width / 2, self.y + size * 0.5, text)
        self.canvas.setFillGray(0)

    def barcode(self, number):
        """Code 128 as wide as a scanner likes, the number readable below it."""
        height, bar = 20 * mm, 0.38 * mm
        code = Code128(number, barHeight=height, barWidth=bar, quiet=False)
        bar *= min(1, (self.width - 4 * MARGIN) / code.width)
        code = Code128(number, barHeight=height, barWidth=bar, quiet=False)
        self.y -= height + 3 * mm
        code.drawOn(self.canvas, (self.width - code.width) / 2, self.y)
        self.canvas.setFont(BOLD, 12)
        self.y -= 5 * mm
        self.canvas.drawCentredString(self.width / 2, self.y, number)


def shortened(text, font, size, room):
    if pdfmetrics.stringWidth(text, font, size) <= room:
        return text
    text = text.removesuffix(ELLIPSIS)
    while text and pdfmetrics.stringWidth(text + ELLIPSIS, font, size) > room:
        text = text[:-1]
    return text + ELLIPSIS


def draw_label(sheet, shipment):
    parcel = shipment.consignment()
    room = sheet.logo(printed(shipment.carrier))
    sheet.write(shipment.carrier.name, 17, font=BOLD, room=room)
    sheet.write(shipment.service.title, 11, room=room)
    sheet.barcode(parcel.number)
    if shipment.return_code:
        sheet.box(_("Return code: %(code)s") % {"code": shipment.return_code})
    if parcel.cod_amount:
        sheet.box(to_collect(shipment) % {"amount": money(parcel.cod_amount)})
    if shipment.is_gift:
        sheet.box(_("GIFT"), 10)
    sheet.rule()
    draw_party(sheet, _("RECEIVER"), parcel.receiver, 13)
    sheet.rule()
    draw_party(sheet, _("SENDER"), parcel.sender, 9)
    sheet.rule()
    draw_facts(sheet, shipment)


def to_collect(shipment):
    """Who has to ask for the money: the courier, or the branch that hands the parcel out."""
    if shipment.is_for_branch:
        return _("COLLECT AT THE BRANCH: %(amount)s")
    return _("COLLECT AT THE DOOR: %(amount)s")


def draw_party(sheet, heading, party, size):
    sheet.heading(heading)
    sheet.write(party.name, size, font=BOLD, lines=2)
    place = f"{party.district} / {province_name(party.province)}"
    street = ", ".join(filter(None, [party.neighbourhood, party.address]))
    sheet.write(street, size - 3, lines=6)  # the longest address there can be
    sheet.write(place, size, font=BOLD)
    sheet.write(party.phone, size - 2)


def draw_facts(sheet, shipment):
    sheet.write(
        _("Order: %(reference)s · %(desi)s desi · %(weight)s kg")
        % {
            "reference": shipment.reference,
            "desi": decimal(shipment.desi),
            "weight": decimal(shipment.weight_kg),
        }
    )
    if shipment.note:
        sheet.write(_("Note: %(note)s") % {"note": shipment.note}, font=BOLD, lines=3)


def draw_slip(sheet, shipment):
    with override(shipment.language):
        sheet.write(brand().name, 11)
        sheet.write(_("What is in this parcel"), 15, font=BOLD)
        sheet.write(_("Order: %(reference)s") % {"reference": shipment.reference}, 10)
        sheet.write(_("Parcel: %(number)s") % {"number": shipment.number}, 10)
        sheet.write(_("Leaves us by %(day)s") % {"day": day(shipment.leaves_by)}, 10)
        sheet.write(shipment.receiver_name, 12, font=BOLD, lines=2)
        if shipment.is_gift:
            sheet.box(_("GIFT WRAP"), 10)
        sheet.rule()
        for line in shipment.contents:
            sheet.write(f"{line['quantity']} × {line['name']}", 11, lines=2)
            sheet.write(line["sku"], 8)
        sheet.rule()
        if shipment.note:
            sheet.write(_("Note: %(note)s") % {"note": shipment.note}, 10, lines=3)
        if shipment.gift_message:
            sheet.y -= 4 * mm
            sheet.write(shipment.gift_message, 13, lines=8)
