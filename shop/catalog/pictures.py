"""Pictures in the sizes pages show them in, made once when a picture comes in."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from .models import SIZES

QUALITY = 82


def make_sizes(picture):
    """Write a WebP of each width in SIZES below the original's and one of its own (at most the
    largest of SIZES), and note them on the row. Safe to run twice."""
    storage, name = picture.image.storage, picture.image.name
    with storage.open(name) as file:
        original = ImageOps.exif_transpose(Image.open(file))
        original.load()
    if original.mode not in ("RGB", "RGBA"):
        original = original.convert("RGBA")
    largest = min(original.width, SIZES[-1])
    picture.widths = [*(width for width in SIZES if width < largest), largest]
    for width in picture.widths:
        storage.delete(sized(name, width))
        storage.save(sized(name, width), ContentFile(shrunk(original, width)))
    picture.save(update_fields=["widths"])


def shrunk(original, width):
    height = round(original.height * width / original.width)
    into = BytesIO()
    original.resize((width, height), Image.Resampling.LANCZOS).save(
        into, "WEBP", quality=QUALITY, method=4
    )
    return into.getvalue()


def sized(name, width):
    """products/mug.webp → products/mug-320.webp"""
    return f"{name.rpartition('.')[0]}-{width}.webp"
