import pytest
from PIL import Image

from shop.catalog.pictures import hue_of


@pytest.mark.parametrize(
    ("colour", "hue"),
    [((230, 40, 30), 1), ((40, 90, 230), 9), ((128, 128, 128), None), ((0, 0, 0, 0), None)],
)
def test_a_tile_takes_its_tint_from_what_the_picture_shows(colour, hue):
    assert hue_of(Image.new("RGBA", (40, 40), colour)) == hue
