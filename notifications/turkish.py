"""Case as Turkish writes it: ı and I are one letter, i and İ another."""


def lower(text):
    return text.replace("I", "ı").replace("İ", "i").lower()


def upper(text):
    return text.replace("i", "İ").upper()
