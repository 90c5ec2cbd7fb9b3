"""Whatever colour a merchant chooses, words in it can be read, and its shades go with it."""

import re
from math import radians

import pytest
from django.conf import settings

from notifications.brand import COBALT
from notifications.colours import (
    DARK,
    GROUNDS,
    LEAST_CONTRAST,
    LIGHT,
    accent,
    contrast,
    least_contrast,
    oklch,
    readable,
    written,
)

TOKEN = re.compile(r"--([\w-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\);")
ODD = ("#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#ff9800", "#808080")


def tokens():
    """{scheme: {token: colour}} as the stylesheet has them."""
    light, dark = (settings.BASE_DIR / "static/css/tokens.css").read_text().split("@media (pre", 1)
    return {
        scheme: {
            name: written(float(lightness), float(chroma), radians(float(hue)))
            for name, lightness, chroma, hue in TOKEN.findall(css)
        }
        for scheme, css in ((LIGHT, light), (DARK, dark))
    }


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_the_grounds_are_those_of_the_stylesheet(scheme):
    of = tokens()[scheme]
    assert GROUNDS[scheme] == tuple(
        of[name] for name in ("surface", "paper", "sunken", "on-cobalt")
    )
    assert COBALT[scheme] == of["cobalt"]


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("colour", ODD)
def test_there_is_a_readable_neighbour_of_every_colour_and_of_its_hue(colour, scheme):
    found = readable(colour, scheme)
    assert least_contrast(found, scheme) >= LEAST_CONTRAST
    assert readable(found, scheme) == found
    if oklch(colour)[1] > 0.02:
        assert oklch(found)[2] == pytest.approx(oklch(colour)[2], abs=0.1)


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("colour", ODD)
def test_its_shades_can_be_read_too(colour, scheme):
    shades, on_ground = accent(readable(colour, scheme), scheme), tokens()[LIGHT]["on-ground"]
    grounds = (*GROUNDS[scheme], shades.tint)
    assert min(contrast(shades.deep, ground) for ground in grounds) >= LEAST_CONTRAST
    assert contrast(shades.ground, on_ground) >= LEAST_CONTRAST


@pytest.mark.parametrize("colour", ODD)
def test_a_colour_survives_the_way_there_and_back(colour):
    assert written(*oklch(colour)) == colour
