"""CRC-32 of pieces joined, from the CRC-32 of each, as zlib's crc32_combine does it, which Python
does not offer. A CRC is a polynomial over GF(2), its highest power in the lowest bit; that of a
piece counts x^(8·n) times where n bytes follow it, modulo CRC-32's own."""

from functools import lru_cache

MODULUS = 0xEDB88320
ONE = 1 << 31  # x^0
X8 = 1 << 23


@lru_cache(maxsize=1000)
def shift(length):
    """What a CRC is multiplied by for so many bytes after it: x^(8·length), by squaring."""
    power, square = ONE, X8
    while length:
        if length & 1:
            power = product(power, square)
        square, length = product(square, square), length >> 1
    return power


def product(a, b):
    found = 0
    while a:
        if a & ONE:
            found ^= b
        a = (a << 1) & 0xFFFFFFFF
        b = (b >> 1) ^ MODULUS if b & 1 else b >> 1
    return found
