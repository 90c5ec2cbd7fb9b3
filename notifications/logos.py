"""A logo as pages and mails need it: whatever came in is drawn anew, small and without anything
that was hidden in the file."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from .later import Later

Image, ImageOps = Later("PIL.Image"), Later("PIL.ImageOps")

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_BYTES = 2_000_000
MOST_SIDE = 4000  # px
LEAST_HEIGHT = 32
HEAD = 1000  # bytes in which a file says what it is
ROOM = (480, 96)  # px, twice what the shop's takes on a page


class NotALogo(Exception):
    """The words say why, to the merchant."""


@dataclass(frozen=True)
class Logo:
    """The same picture for pages and for mails; named after its content, so that browsers may
    keep it for ever."""

    webp: ContentFile
    png: ContentFile


def fitted(file, room=ROOM):
    """The `Logo` of an uploaded file; raises NotALogo. `room`: twice what it takes on a page, px;
    the PNG has ROOM, since labels are printed finer."""
    if file.size > MOST_BYTES:
        raise NotALogo(_("The picture is larger than 2 MB."))
    picture = opened(file)
    picture.thumbnail(ROOM, Image.Resampling.LANCZOS)
    png = saved(picture, "PNG", optimize=True)
    picture.thumbnail(room, Image.Resampling.LANCZOS)
    webp = min(
        saved(picture, "WEBP", lossless=True, method=6),
        saved(picture, "WEBP", quality=90, method=6),
        key=len,
    )
    name = sha256(png).hexdigest()[:16]
    return Logo(ContentFile(webp, f"{name}.webp"), ContentFile(png, f"{name}.png"))


def opened(file):
    try:
        file.seek(0)
        picture = Image.open(file, formats=FORMATS)
        if max(picture.size) > MOST_SIDE:
            raise NotALogo(too_large())
        picture = ImageOps.exif_transpose(picture)
        picture.load()
    except Image.DecompressionBombError as error:  # a small file can say that it is enormous
        raise NotALogo(too_large()) from error
    except (Image.UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise NotALogo(why_not(file)) from error
    if picture.height < LEAST_HEIGHT:
        raise NotALogo(_("The picture is lower than 32 pixels and would look blurred."))
    return picture if picture.mode in ("RGB", "RGBA") else picture.convert("RGBA")


def too_large():
    return _("The picture has more than 4000 pixels on a side.")


def why_not(file):
    file.seek(0)
    if b"<svg" in file.read(HEAD).lower():
        return _("SVG is not taken: such a file may carry scripts. Save the logo as PNG.")
    return _("This is no PNG, JPEG or WebP picture.")


def saved(picture, format, **how):
    into = BytesIO()
    picture.save(into, format, **how)
    return into.getvalue()
