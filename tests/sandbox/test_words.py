"""The sandbox in Turkish and English: the page to watch by its address, the bank as asked."""

import hmac
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
import requests

from sandbox import watch, words
from sandbox.bank import MERCHANT, SIGNED_AT_START
from sandbox.bank_words import WORDS
from tests.payments.bank import GOOD

SANDBOX = Path(words.__file__).parent
SAID = re.compile(r"""say\(\s*"((?:[^"])+)\"""")
PARCEL = {
    "carrier": "yurtici",
    "number": "KPND0000000001",
    "reference": "10428",
    "events": [{"kind": "delivery_failed", "at": "2025-11-17T16:05:00+03:00"}],
    "coming": None,
}
BROWSER = {"Accept": "text/html"}


def asked(sandbox, path):
    return requests.get(sandbox.url + path, timeout=5).text


def test_every_sentence_of_the_page_is_said_in_turkish_and_none_is_left_over():
    templates = [path.read_text() for path in (SANDBOX / "templates").glob("*.html")]
    said = {sentence for text in templates for sentence in SAID.findall(text)}
    named = "STATIONS OFF_ROAD BUTTONS OTHERS MODE_NAMES".split()
    from_code = {name for table in named for name in getattr(watch, table).values()}
    assert said | from_code == set(words.TURKISH)


def test_the_banks_words_are_the_same_in_both_languages():
    assert WORDS["tr"].keys() == WORDS["en"].keys()


@pytest.mark.parametrize(
    ("path", "language", "sentences"),
    [
        ("/", "tr", ["Telefon", "adreste bulunamadı", "17 Kas 16.05", "Sipariş 10428"]),
        ("/en/", "en", ["Phone", "nobody at home", "17 Nov 16:05", "Order 10428"]),
    ],
)
def test_the_page_speaks_the_language_of_its_address(sandbox, path, language, sentences):
    requests.post(f"{sandbox.url}/parcels", json={"parcels": [PARCEL]}, timeout=5)
    page = asked(sandbox, path)
    assert f'<html lang="{language}">' in page
    assert [sentence for sentence in sentences if sentence not in page] == []


def test_the_other_language_keeps_the_phone_that_was_open(sandbox):
    assert 'href="/en/?phone=5321234567"' in asked(sandbox, "/?phone=5321234567")
    assert 'href="/?phone=5321234567"' in asked(sandbox, "/en/?phone=5321234567")


def test_a_button_leads_back_to_its_parcel_in_the_same_language(sandbox):
    requests.post(f"{sandbox.url}/parcels", json={"parcels": [PARCEL]}, timeout=5)
    came_from = {"Referer": f"{sandbox.url}/en/"} | BROWSER
    url = f"{sandbox.url}/parcels/KPND0000000001/deliver"
    answer = requests.post(url, headers=came_from, timeout=5, allow_redirects=False)
    assert answer.headers["Location"] == f"{sandbox.url}/en/#parcel-KPND0000000001"


def test_only_carriers_can_be_told_to_leave_out_the_times(sandbox):
    page = asked(sandbox, "/en/")
    assert page.count("tells no times") == 3
    assert page.count("does everything twice") == 6


# --- the bank ------------------------------------------------------------------------------------


def card_page(sandbox, lang):
    """The address of a page that asks for 1.229,80 TL."""
    form = dict.fromkeys(SIGNED_AT_START, "0") | {
        "merchant_id": MERCHANT["id"],
        "merchant_oid": f"1x{lang}",
        "payment_amount": "122980",
        "user_basket": b64encode(b"[]").decode(),
    }
    text = "".join(form[name] for name in SIGNED_AT_START) + MERCHANT["salt"]
    form["paytr_token"] = b64encode(
        hmac.digest(MERCHANT["key"].encode(), text.encode(), sha256)
    ).decode()
    form |= {"lang": lang, "user_phone": "+905321234567", "merchant_fail_url": f"{sandbox.url}/"}
    answer = requests.post(f"{sandbox.url}/bank/odeme/api/get-token", data=form, timeout=5)
    return f"{sandbox.url}/bank/odeme/guvenli/{answer.json()['token']}"


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("tr", ["KAPINDA", "1.229,80\u00a0TL", "Visa, sonu 4358", "Sonu 67 olan", "Vazgeç"]),
        ("en", ["KAPINDA", "1,229.80\u00a0TL", "Visa, ending in 4358", "ending in 67", "Cancel"]),
    ],
)
def test_3d_secure_says_who_asks_for_how_much_from_which_card(sandbox, lang, sentences):
    page = requests.post(card_page(sandbox, lang), data={"number": GOOD}, timeout=5)
    assert f'<html lang="{lang}">' in page.text
    assert [sentence for sentence in sentences if sentence not in page.text] == []


def test_a_wrong_code_may_be_mended_twice_then_the_card_is_refused(sandbox):
    page = card_page(sandbox, "tr")
    requests.post(page, data={"number": GOOD}, timeout=5)
    for left in (2, 1):
        answer = requests.post(f"{page}/3d", data={"code": "000000"}, timeout=5)
        assert answer.status_code == 422
        assert f"Kalan deneme hakkınız: {left}." in answer.text
        assert sandbox.bank()[0]["state"] == "waiting"
    wrong = {"code": "000000"}
    answer = requests.post(f"{page}/3d", data=wrong, timeout=5, allow_redirects=False)
    assert answer.status_code == 303
    assert (sandbox.bank()[0]["state"], sandbox.bank()[0]["reason"][0]) == ("failed", "2")
