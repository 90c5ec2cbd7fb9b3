"""Every sentence has its Turkish, none is guessed, and what was said is what is compiled."""

from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext, override

CATALOGUES = [path / "tr/LC_MESSAGES/django.po" for path in settings.LOCALE_PATHS]


def messages():
    for path in CATALOGUES:
        with path.open("rb") as file:
            yield from (message for message in read_po(file) if message.id)


def test_every_sentence_has_its_turkish():
    bare = [message.id for message in messages() if not all(wordings(message))]
    assert bare == []


def test_no_sentence_is_guessed():
    assert [message.id for message in messages() if message.fuzzy] == []


def test_placeholders_survive_translation():
    broken = [message.id for message in messages() if list(message.check())]
    assert broken == []


def test_turkish_is_compiled():
    with override("tr"):
        assert gettext("Products") == "Ürünler"


def wordings(message):
    return [message.string] if isinstance(message.string, str) else message.string
