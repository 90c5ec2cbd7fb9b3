"""How a person is addressed. "Hanım" or "Bey" would be guessing, so it is the first name."""

LOWER, UPPER = {"I": "ı", "İ": "i"}, {"i": "İ", "ı": "I"}


def first_name(name):
    """ "AYŞE NUR YILMAZ" → "Ayşe"; "" when it does not look like a name."""
    words = name.split()
    first = words[0] if words else ""
    letters = first.replace("'", "").replace("-", "")
    if len(letters) < 2 or not letters.isalpha():
        return ""
    if first.isupper() or first.islower():
        return UPPER.get(first[0], first[0].upper()) + lower(first[1:])
    return first


def lower(text):
    """As Turkish writes it: I → ı, İ → i."""
    return "".join(LOWER.get(letter, letter.lower()) for letter in text)
