"""Links of the desk: only to what the reader may open; else their words alone stand there."""

import re

from django import template
from django.urls import Resolver404, resolve, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from shop.desk_menu import may_open

register = template.Library()
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@register.simple_tag(takes_context=True)
def page_of(context, page, pk, words):
    """A link to a thing's page: `{% page_of "shop_order" order.pk order.number %}`."""
    if not may_open(context["request"].user, page):
        return words
    return format_html('<a href="{}">{}</a>', reverse(f"admin:{page}_change", args=[pk]), words)


@register.simple_tag(takes_context=True)
def list_of(context, page, words):
    """A link to a list: `{% list_of "shop_remedy" words %}`; nothing for who may not open it."""
    if not may_open(context["request"].user, page):
        return ""
    return format_html('<a href="{}">{}</a>', reverse(f"admin:{page}_changelist"), words)


@register.filter
def opened_by(contents, user):
    """What a field shows: Django links each thing in it to its page, whoever reads."""

    def kept(link):
        return link[0] if opens(link[1], user) else link[2]

    escaped = conditional_escape(contents)
    return mark_safe(LINK.sub(kept, escaped))


def opens(address, user):
    """Is it no page of the desk, or one they may see?"""
    try:
        found = resolve(address.partition("?")[0])
    except Resolver404:
        return True
    if found.app_name != "admin" or not found.url_name.endswith(("_change", "_changelist")):
        return True
    return may_open(user, found.url_name.removesuffix("list").removesuffix("_change"))
