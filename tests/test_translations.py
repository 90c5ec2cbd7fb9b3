"""Every sentence has its Turkish, none is guessed, and what was said is what is compiled."""

import ast
from io import BytesIO

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation.template import templatize
from django.utils.translation.trans_real import translation

CATALOGUES = [path / "tr/LC_MESSAGES/django.po" for path in settings.LOCALE_PATHS]

ROOMS = ("notifications", "shipping", "shop", "returns", "demo")
SENTENCE_AT = {"_": 0, "gettext": 0, "ngettext": 0, "pgettext": 1, "npgettext": 1}  # argument
IN_TEMPLATES = {
    **{"_": None, "gettext": None, "ngettext": (1, 2)},
    **{"pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)},
}


def messages():
    for path in CATALOGUES:
        with path.open("rb") as file:
            yield from (message for message in read_po(file) if message.id)


def test_every_sentence_has_its_turkish():
    bare = [message.id for message in messages() if not all(wordings(message))]
    assert bare == []


def test_what_the_sources_say_has_its_turkish():
    """Read from the code and the templates, so that a sentence nobody collected is missed."""
    turkish = translation("tr")._catalog  # Django's and the libraries' own words among them
    said = {*said_in_python(), *said_in_templates()}
    assert len(said) > 2000
    bare = [key for key in said if key not in turkish and (key, 0) not in turkish]
    assert bare == []


def said_in_python():
    """Keys of a catalogue: the sentence, or "context\\4sentence"."""
    for room in ROOMS:
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and (words := words_of(node)):
                    yield "\4".join(words)


def words_of(call):
    name = getattr(call.func, "id", getattr(call.func, "attr", "")).removesuffix("_lazy")
    words = call.args[: SENTENCE_AT[name] + 1] if name in SENTENCE_AT else []
    return [one.value for one in words] if all(isinstance(w, ast.Constant) for w in words) else []


def said_in_templates():
    for path in (settings.BASE_DIR / "templates").rglob("*.*"):
        if path.suffix not in {".html", ".txt"}:
            continue
        lines = templatize(path.read_text()).splitlines()
        code = "\n".join(line.strip() for line in lines).encode()  # no indentation to trip over
        for _line, words, _comments, context in extract("python", BytesIO(code), IN_TEMPLATES):
            sentence = words if isinstance(words, str) else words[0]
            yield f"{context}\4{sentence}" if context else sentence


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
