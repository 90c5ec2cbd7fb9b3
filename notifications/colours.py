"""Colours a merchant may choose: can words in them be read, and which shades go with them.

A colour is "#1f47a8". Contrast is that of WCAG 2; shades are worked out in OKLCH, where lightness
is as the eye sees it, so that another hue keeps the look of the shop's own cobalt.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import atan2, cos, hypot, sin

LIGHT, DARK = "light", "dark"
LEAST_CONTRAST = 4.5
# surface, paper and sunken of static/css/tokens.css, on which words stand in the accent, and the
# words that stand on the accent themselves
GROUNDS = {
    LIGHT: ("#fefdfb", "#f9f6f0", "#f0ece4", "#fdfcf8"),
    DARK: ("#1b212a", "#131720", "#0d1118", "#0c1628"),
}
STEP = 0.01  # of lightness, when a readable neighbour is looked for


@dataclass(frozen=True)
class Accent:
    """A colour with its shades: `deep` under the pointer, `tint` behind words in it, `ground` where
    it is the ground itself."""

    colour: str
    deep: str
    tint: str
    ground: str


@lru_cache(maxsize=100)
def accent(colour, scheme):
    light, chroma, hue = oklch(colour)
    if scheme == LIGHT:
        deep = (light - 0.08, chroma, hue)
        tint, ground = (0.945, min(chroma, 0.028), hue), (min(light, 0.38), min(chroma, 0.155), hue)
    else:
        deep = (min(light + 0.07, 0.97), chroma * 0.76, hue)
        tint, ground = (0.31, min(chroma, 0.06), hue), (0.31, min(chroma, 0.105), hue)
    return Accent(colour, written(*deep), written(*tint), written(*ground))


def least_contrast(colour, scheme):
    """The contrast of words in this colour on the least favourable of the shop's grounds."""
    grounds = (*GROUNDS[scheme], accent(colour, scheme).tint)
    return min(contrast(colour, ground) for ground in grounds)


def readable(colour, scheme):
    """The nearest colour of the same hue that can be read; itself when it can."""
    light, chroma, hue = oklch(colour)
    step = -STEP if scheme == LIGHT else STEP
    while least_contrast(colour, scheme) < LEAST_CONTRAST:
        light += step
        colour = written(light, chroma, hue)
    return colour


def contrast(one, other):
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def luminance(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour):
    """The three channels as light, 0 to 1."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]


def oklch(colour):
    """(lightness 0 to 1, chroma, hue in radians)."""
    r, g, b = linear(colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return light, hypot(a, b), atan2(b, a)


def written(light, chroma, hue):
    """OKLCH as "#rrggbb"; what a screen cannot show loses chroma, not hue."""
    light = min(max(light, 0), 1)
    while chroma > 0.001 and not all(map(can_be_shown, lights(light, chroma, hue))):
        chroma *= 0.96
    return "#" + "".join(f"{channel(one):02x}" for one in lights(light, chroma, hue))


def lights(light, chroma, hue):
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def can_be_shown(light):
    return -0.0005 <= light <= 1.0005


def channel(light):
    light = min(max(light, 0), 1)
    share = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * share)
