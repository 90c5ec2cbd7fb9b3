"""Drawing: signs inlined from `static/icons`, and the parts of the frame kept ready-made."""

import re
from functools import cache
from time import monotonic

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from shipping.places import provinces
from shop.catalog.models import Category
from shop.service.info import info_pages

register = template.Library()

ICONS = settings.BASE_DIR / "static" / "icons"
SHAPE = re.compile(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)[^>]*/>")
KEPT_SECONDS = 60
kept_parts: dict[tuple, tuple[float, SafeString]] = {}


@register.simple_tag
def icon(name, label=""):
    """A sign of the set. Without a label it is decoration and hidden from screen readers."""
    if not label:
        return drawing(name)
    return format_html('<span role="img" aria-label="{}">{}</span>', label, drawing(name))


@cache
def drawing(name):
    svg = (ICONS / f"{name}.svg").read_text()
    shapes = " ".join(
        re.findall(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)[^>]*/>", svg)
    )
    return mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{shapes}</svg>')


@register.simple_tag
def kept(template_name):
    """A part of the frame that depends on the language alone, drawn once a minute per process."""
    key = (template_name, get_language())
    made_at, html = kept_parts.get(key, (0, ""))
    if settings.DEBUG or not html or monotonic() - made_at > KEPT_SECONDS:
        facts = {
            "seller": settings.SELLER,
            "categories": Category.objects.all(),
            "provinces": provinces(),
            "info_pages": info_pages(),
        }
        html = render_to_string(template_name, facts)
        kept_parts[key] = (monotonic(), html)
    return html


def forget_kept_parts():
    kept_parts.clear()


@register.filter
def page_numbers(page):
    """1 … 4 5 6 … 20; None stands for the dots."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]
