"""Drawing: signs inlined from `static/icons`, and the parts of the frame kept ready-made."""

import re
from functools import cache
from sys import getsizeof

from django import template
from django.conf import settings
from django.forms import BooleanField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from notifications.brand import brand
from shipping.places import provinces
from shop.catalog.menu import menu
from shop.kept import Kept
from shop.service.info import info_pages

register = template.Library()
register.simple_tag(menu)

ICONS = settings.BASE_DIR / "static" / "icons"
SHAPE = re.compile(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)[^>]*/>")
MOST_BYTES = 2_000_000  # of drawings per process, and again of fields
drawings = Kept(MOST_BYTES)
untouched_fields = Kept(MOST_BYTES)


@register.simple_tag
def icon(name, label=""):
    """A sign of the set. Without a label it is decoration and hidden from screen readers."""
    if not label:
        return drawing(name)
    return format_html('<span role="img" aria-label="{}">{}</span>', label, drawing(name))


@cache
def drawing(name):
    svg = (ICONS / f"{name}.svg").read_text()
    shapes = " ".join(SHAPE.findall(svg))
    return mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{shapes}</svg>')


@register.simple_tag(takes_context=True)
def kept(context, template_name):
    """A part of the frame that depends on the language and the brand alone, drawn once."""
    worn = context.get("brand") or brand()
    key = (template_name, get_language(), worn.version)
    html = None if settings.DEBUG else drawings.get(key)
    if html is None:
        facts = {
            "brand": worn,
            "seller": settings.SELLER,
            "provinces": provinces(),
            "info_pages": info_pages(),
        }
        html = render_to_string(template_name, facts)
        drawings.put(key, html, getsizeof(html))
    return html


@register.simple_tag
def drawn(template_name, **facts):
    """A template drawn from these facts and nothing else. Facts are values that never change and
    can be compared (numbers, days, frozen dataclasses), so what is kept can never be stale: it is
    drawn once for all who see the same."""
    if settings.DEBUG:
        return render_to_string(template_name, facts)
    key = (template_name, get_language(), *facts.items())
    html = drawings.get(key)
    if html is None:
        html = render_to_string(template_name, facts)
        drawings.put(key, html, getsizeof(html))
    return html


@register.simple_tag
def field(bound, as_in="parts/_field.html", **facts):
    """A field of a form as the template draws it. While nothing is typed into it, it looks the same
    to everybody and is drawn once; what people have typed is never kept."""
    shown, value = {"field": bound, **facts}, bound.value()
    if isinstance(bound.field, BooleanField):
        value = bool(value)
    if settings.DEBUG or bound.errors or value not in (None, "", False, True):
        return render_to_string(as_in, shown)
    form, widget = bound.form, bound.field.widget
    key = (
        *(as_in, type(form), form.is_bound, form.auto_id, bound.html_name, value, get_language()),
        *(tuple(widget.attrs.items()), tuple(getattr(widget, "choices", ())), tuple(facts.items())),
    )
    html = untouched_fields.get(key)
    if html is None:
        html = render_to_string(as_in, shown)
        untouched_fields.put(key, html, getsizeof(html))
    return html


@register.filter
def page_numbers(page):
    """1 … 4 5 6 … 20; None stands for the dots."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]
