"""Pictures in the sizes pages show them in, made once when a picture comes in."""

from io import BytesIO
from math import atan2, hypot, pi

from django.core.files.base import ContentFile

from notifications.later import Later

from .models import SIZES

Image, ImageOps = Later("PIL.Image"), Later("PIL.ImageOps")

QUALITY = 82
HUES = 12
GREY = 0.03  # OKLab chroma below which a picture has no colour to take up


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
    picture.hue = hue_of(original)
    picture.save(update_fields=["widths", "hue"])


def shrunk(original, width):
    height = round(original.height * width / original.width)
    into = BytesIO()
    original.resize((width, height), Image.Resampling.LANCZOS).save(
        into, "WEBP", quality=QUALITY, method=4
    )
    return into.getvalue()


def hue_of(image):
    """The twelfth of the colour circle (0 to 11) nearest to what is seen, None for grey."""
    seen = [
        pixel
        for pixel in image.convert("RGBA").resize((24, 24)).get_flattened_data()
        if pixel[3] > 127
    ]
    colours = [green_red_blue_yellow(*pixel[:3]) for pixel in seen]
    a, b = (sum(axis) / len(seen) for axis in zip(*colours, strict=True)) if seen else (0, 0)
    return round(atan2(b, a) / (2 * pi) * HUES) % HUES if hypot(a, b) > GREY else None


def green_red_blue_yellow(*channels):
    """OKLab's two colour axes of an sRGB pixel (0 to 255 each)."""
    r, g, b = ((channel / 255) ** 2.2 for channel in channels)
    long, middle, short = (
        (0.4122 * r + 0.5363 * g + 0.0514 * b) ** (1 / 3),
        (0.2119 * r + 0.6807 * g + 0.1074 * b) ** (1 / 3),
        (0.0883 * r + 0.2817 * g + 0.63 * b) ** (1 / 3),
    )
    return (
        1.978 * long - 2.4286 * middle + 0.4506 * short,
        0.0259 * long + 0.7828 * middle - 0.8087 * short,
    )


def sized(name, width):
    """products/mug.webp → products/mug-320.webp"""
    return f"{name.rpartition('.')[0]}-{width}.webp"
