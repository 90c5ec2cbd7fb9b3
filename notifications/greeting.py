"""How a person is addressed. "Hanım" or "Bey" would be guessing, so it is the first name."""

from .turkish import lower, upper


def first_name(name):
    """ "AYŞE NUR YILMAZ" → "Ayşe"; "" when it does not look like a name."""
    words = name.split()
    first = words[0] if words else ""
    letters = first.replace("'", "").replace("-", "")
    if len(letters) < 2 or not letters.isalpha():
        return ""
    if first.isupper() or first.islower():
        return upper(first[0]) + lower(first[1:])
    return first
