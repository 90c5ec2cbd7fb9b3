"""Pages go compressed, kept ones ready-made: the same bytes come out. Pictures stay as they are."""

import gzip
import re

import pytest

from shop.catalog.holes import holed
from tests import make

pytestmark = pytest.mark.django_db
TAKES_GZIP = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def mug(client):
    client.cookies["province"] = "34"
    make.service()
    return make.product(slug="kupa")


def without_token(page):
    return TOKEN.sub(b"", page)


def test_a_kept_page_is_the_same_compressed_and_plain(client, mug):
    plain = client.get("/products/kupa/")
    small = client.get("/products/kupa/", **TAKES_GZIP)
    assert small["Content-Encoding"] == "gzip"
    assert without_token(gzip.decompress(small.content)) == without_token(plain.content)
    assert len(small.content) < len(plain.content) / 2
    for response in (plain, small):
        assert "Accept-Encoding" in response["Vary"]


def test_each_visitor_gets_a_token_of_their_own(client, mug):
    first, second = (
        TOKEN.findall(gzip.decompress(client.get("/products/kupa/", **TAKES_GZIP).content))
        for _ in range(2)
    )
    assert set(first).isdisjoint(second)
    assert client.cookies["csrftoken"].value


def test_pages_that_are_not_kept_are_compressed_too(client, mug):
    response = client.get("/cart/", **TAKES_GZIP)
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).strip().endswith(b"</html>")


def test_the_length_of_a_page_with_a_secret_tells_nothing_exact(client, mug):
    lengths = {len(client.get("/cart/", **TAKES_GZIP).content) for _ in range(8)}
    assert len(lengths) > 1


def test_what_is_short_or_not_wanted_compressed_stays_as_it_is(client, mug):
    assert "Content-Encoding" not in client.get("/robots.txt", HTTP_ACCEPT_ENCODING="br")
    plain = client.get("/cart/")
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]
    redirect = client.get("/checkout/", **TAKES_GZIP)
    assert (redirect.status_code, redirect.content) == (302, b"")
    assert "Content-Encoding" not in redirect


def test_a_picture_is_not_compressed_again_and_may_be_kept_for_a_year(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "dot.webp").write_bytes(b"picture" * 100)
    response = client.get("/media/dot.webp", **TAKES_GZIP)
    assert b"".join(response.streaming_content) == b"picture" * 100
    assert "Content-Encoding" not in response
    assert "max-age=31536000" in response["Cache-Control"]


@pytest.mark.parametrize("token", [b"token", b"nekot", b"\0\0\0\0\0"])
@pytest.mark.parametrize("html", [b"", b"<p>", b"<p>HOLE</p>", b"HOLE", b"aHOLEHOLEb" * 999])
def test_joined_pieces_are_one_gzip_stream(html, token):
    page = holed(html, b"HOLE", len(token))
    assert page.filled(token) == html.replace(b"HOLE", token)
    assert gzip.decompress(page.filled_and_gzipped(token)) == page.filled(token)
