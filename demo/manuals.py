"""Manuals of the demo's technical goods: small real PDFs, the same bytes each time."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import ListFlowable, Paragraph, SimpleDocTemplate, Spacer, Table

from shipping.labels import BOLD, PLAIN, load_fonts
from shop.catalog.manuals import Manual, name_of_content
from shop.catalog.models import Product, in_language

CATEGORIES = ("elektronik", "spor")
IN_ENGLISH_TOO = "elektronik"
TITLES = {"tr": "Kullanım kılavuzu", "en": "User manual"}
TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=18, leading=22)
HEAD = ParagraphStyle("head", fontName=BOLD, fontSize=11, leading=15, spaceBefore=10)
TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9.5, leading=13.5)


def write():
    """For part of the goods, so that the desk has something to ask for."""
    load_fonts()
    products = Product.objects.filter(category__slug__in=CATEGORIES).select_related("category")
    for product in products.order_by("pk"):
        add(product, "tr")
        if product.category.slug == IN_ENGLISH_TOO:
            add(product, "en")


def add(product, language):
    with override(language):
        content = ContentFile(pdf_of(product, TITLES[language]))
    content.name = name_of_content(content)
    Manual.objects.create(
        product=product,
        title=TITLES[language],
        language=language,
        file=content,
        size=content.size,
    )


def pdf_of(product, title):
    into = BytesIO()
    sheet = SimpleDocTemplate(
        into,
        pagesize=A5,
        title=f"{product.title} · {title}",
        author=product.brand,
        **dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), 15 * mm),
        invariant=1,
    )
    sheet.build(
        [
            Paragraph(product.title, TITLE),
            Paragraph(f"{product.brand} · {title}", TEXT),
            Spacer(0, 6 * mm),
            Paragraph(in_language(product, "description"), TEXT),
            Paragraph(_("Before the first use"), HEAD),
            steps(
                _("Take everything out of the box and keep the box for fourteen days."),
                _("Look it over: is anything broken or missing, tell us before you use it."),
                _("Wipe it with a dry cloth."),
            ),
            Paragraph(_("In use"), HEAD),
            steps(
                _("Use it only for what it was made for."),
                _("Keep it away from open fire and from small children."),
                _("Let it dry before you put it away."),
            ),
            Paragraph(_("At a glance"), HEAD),
            Table([list(map(cell, row)) for row in in_language(product, "specifications")]),
        ]
    )
    return into.getvalue()


def steps(*sentences):
    return ListFlowable([Paragraph(one, TEXT) for one in sentences], bulletFontName=PLAIN)


def cell(text):
    return Paragraph(text, TEXT)
