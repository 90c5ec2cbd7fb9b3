"""How a carrier is shown beside its name: by the logo the merchant uploaded, else by its first
letter on a tile of ours. None of the carriers' own drawings come with the shop."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from notifications.later import Later
from notifications.turkish import upper

Image = Later("PIL.Image")
ROOM = (176, 48)  # px, twice what it takes on a page
MOST_LOGOS = 50  # remembered as they are printed
WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Mark:
    """`letter` stands where there is no logo; `logo` is its address, `width` and `height` its
    size, px; `logo_for_mail` the whole address of the same as PNG."""

    letter: str
    logo: str = ""
    width: int = 0
    height: int = 0
    logo_for_mail: str = ""


def mark_of(carrier):
    letter = upper(carrier.name[:1])
    if not carrier.logo:
        return Mark(letter)
    return Mark(
        letter,
        carrier.logo.url,
        carrier.logo_width or 0,
        carrier.logo_height or 0,
        settings.SITE_URL + carrier.logo_for_mail.url if carrier.logo_for_mail else "",
    )


def printed(carrier):
    """The logo in grey on white, as a label printer draws it; None without one, or where the file
    is gone: a parcel is not kept waiting for a picture."""
    file = carrier.logo_for_mail
    if not file:
        return None
    try:
        return in_grey(file.storage, file.name)
    except OSError:
        return None


@lru_cache(maxsize=MOST_LOGOS)
def in_grey(storage, name):
    """Files are named after their content, so that what is remembered is never another's."""
    with storage.open(name) as file, Image.open(file) as picture:
        drawn = picture.convert("RGBA")
    ground = Image.new("RGBA", drawn.size, WHITE)
    return Image.alpha_composite(ground, drawn).convert("L")
