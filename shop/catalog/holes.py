"""A kept page as bytes with holes in it, one for each place that shows the visitor's CSRF token.
Its pieces are compressed when it is kept, and kept so only; at a request they are joined.

The token goes into the gzip stream as a stored block, never compressed together with the page, so
that the length of the answer tells nothing about it (BREACH). The sum at the end of the stream is
put together from the sums of the pieces (`crc32.py`)."""

from dataclasses import dataclass
from zlib import DEFLATED, Z_FULL_FLUSH, compressobj, crc32, decompress

from .crc32 import product, shift

HEAD = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255])  # gzip, no name, no time
LAST_BLOCK = b"\x03\x00"
RAW = -15  # a deflate stream without head and sum: those of the whole stand around it
LEVEL = 6


@dataclass(frozen=True)
class HoledPage:
    """`length` and `crc` are those of the whole but for what the tokens add: their own CRC times
    `crc_factor`."""

    squeezed: tuple[bytes, ...]
    length: int
    crc: int
    crc_factor: int

    @property
    def size(self):
        return sum(map(len, self.squeezed))

    def filled(self, token):
        return token.join(decompress(piece + LAST_BLOCK, RAW) for piece in self.squeezed)

    def filled_and_gzipped(self, token):
        crc = self.crc ^ product(self.crc_factor, crc32(token))
        body = stored(token).join(self.squeezed)
        return b"".join((HEAD, body, LAST_BLOCK, word(crc), word(self.length)))


def holed(html, hole, token_length):
    last, *before = reversed(pieces := html.split(hole))
    crc, crc_factor, after = crc32(last), 0, len(last)
    for piece in before:
        crc_factor ^= shift(after)
        after += token_length
        crc ^= product(shift(after), crc32(piece))
        after += len(piece)
    return HoledPage(tuple(map(squeezed, pieces)), after, crc, crc_factor)


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
