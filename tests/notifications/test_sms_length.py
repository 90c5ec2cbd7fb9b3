import pytest

from notifications.sms_length import alphabet_of, parts, plain


@pytest.mark.parametrize(
    ("text", "alphabet"),
    [
        ("Siparis 10428", "gsm"),
        ("Ödeme Ü Ç", "gsm"),
        ("Sipariş ağı", "turkish"),
        ("kâğıt", "unicode"),
        ("🙂", "unicode"),
    ],
)
def test_the_smallest_alphabet_that_holds_every_letter(text, alphabet):
    assert alphabet_of(text) == alphabet


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("ş" * 155, 1),
        ("ş" * 156, 2),
        ("ş" * 298, 2),
        ("ş" * 299, 3),
        ("â" * 70, 1),
        ("â" * 71, 2),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
    ],
)
def test_parts_as_providers_bill_them(text, count):
    assert parts(text) == count


def test_typographic_marks_are_written_plainly():
    assert plain("Dükkân’ın kâğıdı") == "Dükkan'ın kağıdı"
    assert plain("“24–26 Kas”… 1.249,90\u00a0TL") == '"24-26 Kas"... 1.249,90 TL'


def test_a_name_with_marks_no_table_has_does_not_double_the_price():
    assert plain("Rojdê Çelik, Ólafur Şener") == "Rojde Çelik, Olafur Şener"
    assert alphabet_of(plain("Rojdê Çelik, Ólafur Şener")) == "turkish"
    assert plain("Олег 🙂") == "Олег 🙂"
