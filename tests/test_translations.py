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
SENTENCE_AT = {  # argument
    **{"_": 0, "gettext": 0, "gettext_noop": 0, "ngettext": 0},
    **{"pgettext": 1, "npgettext": 1},
}
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


def test_sentences_are_marked_by_names_that_the_collector_knows():
    """What is marked by another name would be dropped from the catalogue by `make messages`."""
    imports = [one for one in nodes() if isinstance(one, ast.ImportFrom)]
    names = [
        name
        for one in imports
        if one.module == "django.utils.translation"
        for name in one.names
        if "gettext" in name.name
    ]
    assert names
    assert {name.asname for name in names} == {None, "_"}


def test_each_sentence_is_said_once():
    """With two wordings of one sentence GNU gettext reads no catalogue, though Babel does."""
    for path in CATALOGUES:
        lines = path.read_text().splitlines()
        sentences = [line for line in lines if line.startswith("msgid ")]
        wordings = [line for line in lines if line.startswith(('msgstr "', "msgstr[0] "))]
        assert len(wordings) == len(sentences)


def said_in_python():
    """Keys of a catalogue: the sentence, or "context\\4sentence"."""
    for node in nodes():
        if isinstance(node, ast.Call) and (words := words_of(node)):
            yield "\4".join(words)


def nodes():
    for room in ROOMS:
        for path in (settings.BASE_DIR / room).rglob("*.py"):
            yield from ast.walk(ast.parse(path.read_text()))


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
