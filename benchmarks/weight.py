"""What a browser fetches to show a page: the page, its stylesheet, scripts, sign and font, and the
pictures that do not wait until they are scrolled to."""

import re

from .client import unpacked

LINK = re.compile(rb'<link[^>]*? rel="(?:stylesheet|icon|preload)"[^>]*>', re.DOTALL)
HREF = re.compile(rb'href="([^"]+)"')
SCRIPT = re.compile(rb'<script[^>]*? src="([^"]+)"', re.DOTALL)
IMAGE = re.compile(rb"<img\b[^>]*>", re.DOTALL)
SRCSET = re.compile(rb'srcset="([^"]+)"')
SRC = re.compile(rb'src="([^"]+)"')
PHONE = 2 * 400  # pixels a phone wants a picture to have


def weight_of(one, visitor, goods):
    """(kB sent in all, requests), compressed as the server sends it."""
    if one.prepare:
        one.prepare(visitor, goods, 0)
    _status, _location, body = one.run(visitor, goods, 0)
    page = unpacked(body)
    parts = dict.fromkeys(HREF.search(link)[1] for link in LINK.findall(page))
    parts |= dict.fromkeys(SCRIPT.findall(page))
    parts |= dict.fromkeys(
        wanted(image) for image in IMAGE.findall(page) if b'loading="lazy"' not in image
    )
    total = len(body)
    for part in parts:
        status, _location, body = visitor.get(part.decode())
        if status != 200:
            raise RuntimeError(f"{part.decode()} answered {status}")
        total += len(body)
    return total / 1000, 1 + len(parts)


def wanted(image):
    """The narrowest of the sizes that fills a phone, as its browser would choose."""
    sizes = SRCSET.search(image)
    if not sizes:
        return SRC.search(image)[1]
    offered = sorted(
        (int(width.rstrip(b"w")), address)
        for address, width in (one.split() for one in sizes[1].split(b", "))
    )
    return next((address for width, address in offered if width >= PHONE), offered[-1][1])
