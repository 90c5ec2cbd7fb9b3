"""How long an SMS is: which alphabet it needs and how many parts it is billed as.

3GPP TS 23.038 with the Turkish single-shift table as Turkish providers count it: ş ğ ı İ ç are one
character each, and a part holds a little less."""

import unicodedata

GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
COUNT_TWICE = set("^{}\\[]~|€")
TURKISH = set("ŞşĞğçıİ")
KNOWN = GSM | COUNT_TWICE | TURKISH
# alphabet: (characters in the only part, characters in each of several)
ROOM = {"gsm": (160, 153), "turkish": (155, 149), "unicode": (70, 67)}
PLAIN = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)


def plain(text):
    """The text without what would double its price: typographic quotes, dashes, hard spaces,
    and marks on letters that no table has, as in â or ê. Other scripts stay what they are."""
    text = unicodedata.normalize("NFC", text).translate(PLAIN)
    return "".join(letter if letter in KNOWN else bare(letter) for letter in text)


def bare(letter):
    """The letter without its marks, where a table has that."""
    first = unicodedata.normalize("NFD", letter)[0]
    return first if first in KNOWN else letter


def alphabet_of(text):
    """gsm, turkish or unicode: the smallest that holds every letter."""
    letters = set(text) - GSM - COUNT_TWICE
    if not letters:
        return "gsm"
    return "turkish" if letters <= TURKISH else "unicode"


def length(text):
    """Characters as they are billed."""
    if alphabet_of(text) == "unicode":
        return len(text.encode("utf-16-le")) // 2
    return len(text) + sum(letter in COUNT_TWICE for letter in text)


def parts(text):
    single, joined = ROOM[alphabet_of(text)]
    return 1 if length(text) <= single else -(-length(text) // joined)
