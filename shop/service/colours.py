"""The brand's colours as a stylesheet. Its address names the colours, so that it never changes and
browsers keep it; the strict Content-Security-Policy allows no colours inside a page."""

import re

from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from notifications.colours import DARK, LIGHT, accent

from .stylesheet import SOURCES

ROOT = re.compile(r":root \{(.*?)\}", re.DOTALL)
IN_THE_DARK = "@media (prefers-color-scheme: dark) {"


@require_safe
@cache_control(max_age=365 * 24 * 3600, public=True, immutable=True)
def brand_colours(request, light, dark, scheme=None):
    """`light` and `dark` are six digits. A `scheme` is shown whatever the browser prefers: the desk
    tries a brand on in both."""
    in_light, in_dark = tokens(f"#{light}", LIGHT), tokens(f"#{dark}", DARK)
    if scheme:
        own = in_dark if scheme == DARK else in_light
        rules = f"{tokens_of(scheme)} :root {{ color-scheme: {scheme}; {own} }}"
    else:
        rules = f":root {{ {in_light} }} {IN_THE_DARK} :root {{ {in_dark} }} }}"
    return HttpResponse(f"@layer base {{ {rules} }}\n", content_type="text/css; charset=utf-8")


def tokens(colour, scheme):
    shades = accent(colour, scheme)
    return (
        f"--cobalt: {shades.colour}; --cobalt-deep: {shades.deep};"
        f" --cobalt-tint: {shades.tint}; --ground: {shades.ground};"
    )


def tokens_of(scheme):
    """All tokens of one scheme, as static/css/tokens.css has them."""
    light, dark = (SOURCES / "tokens.css").read_text().split(IN_THE_DARK)
    [found] = ROOT.findall(dark if scheme == DARK else light)[:1]
    return f":root {{{found}}}"
