"""A kept page as bytes with holes in it, one for each place that shows the visitor's CSRF token.
Its pieces are compressed when it is kept; at a request they are only joined.

The token goes into the gzip stream as a stored block, never compressed together with the page, so
that the length of the answer tells nothing about it (BREACH)."""

from dataclasses import dataclass
from zlib import DEFLATED, Z_FULL_FLUSH, compressobj, crc32

HEAD = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255])  # gzip, no name, no time
LAST_BLOCK = b"\x03\x00"
RAW = -15  # a deflate stream without head and sum: those of the whole stand around it
LEVEL = 6


@dataclass(frozen=True)
class HoledPage:
    pieces: tuple[bytes, ...]
    squeezed: tuple[bytes, ...]

    @property
    def size(self):
        return sum(map(len, self.pieces + self.squeezed))

    def filled(self, token):
        return token.join(self.pieces)

    def filled_and_gzipped(self, token):
        whole = self.filled(token)
        body = stored(token).join(self.squeezed)
        return b"".join((HEAD, body, LAST_BLOCK, word(crc32(whole)), word(len(whole))))


def holed(html, hole):
    pieces = tuple(html.split(hole))
    return HoledPage(pieces, tuple(map(squeezed, pieces)))


def squeezed(piece):
    """Ends on a whole byte and refers to nothing before itself, so that pieces may be joined."""
    squeezer = compressobj(LEVEL, DEFLATED, RAW)
    return squeezer.compress(piece) + squeezer.flush(Z_FULL_FLUSH)


def stored(text):
    """A deflate block that holds the bytes as they are."""
    size = len(text)
    return b"\0" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + text


def word(number):
    return number.to_bytes(4, "little")
