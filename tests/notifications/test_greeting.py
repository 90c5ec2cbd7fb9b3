import pytest

from notifications.greeting import first_name


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ayşe Yılmaz", "Ayşe"),
        ("AYŞE NUR YILMAZ", "Ayşe"),
        ("IŞIL İNCE", "Işıl"),
        ("ismail çelik", "İsmail"),
        ("  Ali  ", "Ali"),
        ("McKenzie Scott", "McKenzie"),
        ("A. Yılmaz", ""),
        ("ayse@example.com", ""),
        ("", ""),
    ],
)
def test_people_are_addressed_by_their_first_name_or_not_at_all(name, first):
    assert first_name(name) == first
