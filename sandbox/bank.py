"""The bank, as PayTR's hosted page works (payments.md 3): a token for a page, card and 3-D Secure
on it, the browser sent back, a signed notification until the shop says OK, status and refunds.

POST /faults/bank takes, beside mode and seconds, the bank's habits, any of:
callback: once, before_return, twice, late, never, wrong_hash, wrong_amount, wrong_currency, live;
callback_seconds: how late; retry_seconds; return: get, post; answers: kept, lost;
balance: enough, empty (refunds have to wait).
GET /bank.json is its ledger, in kuruş.
"""

import hmac
import secrets
import time
from base64 import b64decode
from datetime import datetime
from decimal import Decimal, InvalidOperation

from flask import Blueprint, abort, jsonify, redirect, render_template, request

from .bank_notices import HABITS, deliver, habits, money_in_lira, signed
from .bank_words import CARDS, ISTANBUL, WORDS, moment_on_page, money_on_page
from .faults import fault_before, world

blueprint = Blueprint("bank", __name__)
MERCHANT = {"id": "100200", "key": "sandbox-key", "salt": "sandbox-salt", "name": "KAPINDA"}
SIGNED_AT_START = (
    "merchant_id",
    "user_ip",
    "merchant_oid",
    "email",
    "payment_amount",
    "user_basket",
    "no_installment",
    "max_installment",
    "currency",
    "test_mode",
)
SECURE_CODE = "123456"
TRIES = 3  # at the code; then the card is refused
PAYMENTS, TOKENS = "bank_payments", "bank_tokens"


def api(view):
    """A call of the merchant's server: faults first, and the answer may get lost on its way."""
    misbehave = fault_before("bank")

    def answered():
        fault = misbehave()
        if fault is not None:
            return fault
        said = view(request.form)
        return ("", 504) if habits()["answers"] == "lost" else jsonify(said)

    answered.__name__ = view.__name__
    return answered


def is_signed(form, *names):
    wanted = signed(MERCHANT, *(form.get(name, "") for name in names))
    is_ours = form.get("merchant_id") == MERCHANT["id"]
    return is_ours and hmac.compare_digest(wanted, form.get("paytr_token", ""))


def error(number, text):
    return {"status": "error", "err_no": number, "err_msg": text}


@blueprint.post("/bank/odeme/api/get-token")
@api
def get_token(form):
    """The same order and amount again answers the same token."""
    if not is_signed(form, *SIGNED_AT_START):
        return {"status": "failed", "reason": "paytr_token gönderilmedi veya geçersiz"}
    if not (form["merchant_oid"].isalnum() and len(form["merchant_oid"]) <= 64):
        return {"status": "failed", "reason": "merchant_oid geçersiz"}
    if not form["payment_amount"].isdigit() or int(form["payment_amount"]) < 100:
        return {"status": "failed", "reason": "payment_amount geçersiz"}
    with world().lock:
        payment = world().get(PAYMENTS, form["merchant_oid"])
        if payment and payment["amount"] != int(form["payment_amount"]):
            return {"status": "failed", "reason": "merchant_oid daha önce kullanıldı"}
        if payment is None:
            payment = opened(form)
            world().put(TOKENS, payment["token"], payment["oid"])
            keep(payment)
    return {"status": "success", "token": payment["token"]}


def opened(form):
    return {
        "oid": form["merchant_oid"],
        "token": secrets.token_hex(20),
        "amount": int(form["payment_amount"]),  # kuruş
        "currency": form.get("currency") or "TL",
        "test_mode": form["test_mode"],
        "basket": b64decode(form["user_basket"]).decode(),
        "ok_url": form.get("merchant_ok_url", ""),
        "fail_url": form.get("merchant_fail_url", ""),
        "lang": form.get("lang", "tr"),
        "expires": time.time() + 60 * int(form.get("timeout_limit") or 30),
        "state": "waiting",
        "reason": ["", ""],
        "card": "",
        "phone": form.get("user_phone", ""),
        "refunds": [],
        "notices": [],
    }


def keep(payment):
    world().put(PAYMENTS, payment["oid"], payment)


# --- the page ----------------------------------------------------------------------------------


@blueprint.get("/bank/odeme/guvenli/<token>")
def card_page(token):
    return show("card", open_payment(token))


@blueprint.post("/bank/odeme/guvenli/<token>")
def card(token):
    payment = open_payment(token)
    number = "".join(filter(str.isdigit, request.form.get("number", "")))
    if number not in CARDS:
        return show("card", payment, problem="unknown_card"), 422
    payment["card"] = number[-4:]
    keep(payment)
    behaviour = CARDS[number].does
    if behaviour in {"declined", "poor"}:
        texts = {"declined": "Bankanız işlemi onaylamadı", "poor": "Yetersiz bakiye"}
        return finish(payment, "failed", "0", texts[behaviour])
    return show("secure", payment, is_broken=behaviour == "broken_secure")


@blueprint.post("/bank/odeme/guvenli/<token>/3d")
def secure(token):
    payment = open_payment(token)
    if request.form.get("code", "").strip() == SECURE_CODE:
        return finish(payment, "paid")
    payment["wrong_codes"] = payment.get("wrong_codes", 0) + 1
    keep(payment)
    if payment["wrong_codes"] < TRIES:
        return show("secure", payment, problem="wrong_code"), 422
    return finish(payment, "failed", "2", "SMS şifresi hatalı")


@blueprint.post("/bank/odeme/guvenli/<token>/leave")
def leave(token):
    return finish(open_payment(token), "failed", "1", "Kimlik doğrulaması tamamlanmadı")


def open_payment(token):
    payment = world().get(PAYMENTS, world().get(TOKENS, token) or "")
    if payment is None:
        abort(404)
    if payment["state"] == "waiting" and time.time() > payment["expires"]:
        payment = end(payment["oid"], "failed", ["6", "Süre doldu"])
    return payment


def show(page, payment, **more):
    name = "ended" if payment["state"] != "waiting" else page
    language = payment["lang"] if payment["lang"] in WORDS else "tr"
    return render_template(
        f"bank/{name}.html",
        payment=payment,
        merchant=MERCHANT["name"],
        amount=money_on_page(payment["amount"], language),
        today=moment_on_page(datetime.now(ISTANBUL), language),
        words=WORDS[language],
        cards=CARDS,
        brand=next((card.brand for number, card in CARDS.items() if is_of(payment, number)), ""),
        code=SECURE_CODE,
        tries_left=TRIES - payment.get("wrong_codes", 0),
        **more,
    )


def is_of(payment, number):
    """Whether it was paid with the card of that number."""
    return bool(payment["card"]) and number.endswith(payment["card"])


def end(oid, state, reason):
    """Move a waiting payment to its end, once, and tell the shop."""
    with world().lock:
        payment = world().get(PAYMENTS, oid)
        if payment["state"] != "waiting":
            return payment
        payment |= {"state": state, "reason": reason}
        keep(payment)
    deliver(world(), MERCHANT, payment)
    return payment


def finish(payment, state, *reason):
    payment = end(payment["oid"], state, list(reason) or ["", ""])
    back = payment["ok_url"] if payment["state"] == "paid" else payment["fail_url"]
    if habits()["return"] == "post":
        return show("ended", payment, post_to=back)
    return redirect(back, 303)


# --- status, refunds, ledger -------------------------------------------------------------------


@blueprint.post("/bank/odeme/durum-sorgu")
@api
def status(form):
    if not is_signed(form, "merchant_id", "merchant_oid"):
        return error("001", "paytr_token geçersiz")
    payment = world().get(PAYMENTS, form.get("merchant_oid", ""))
    if payment is None or payment["state"] != "paid":
        return error("004", "Bu sipariş için başarılı ödeme yok")
    return {
        "status": "success",
        "payment_amount": money_in_lira(payment["amount"]),
        "payment_total": money_in_lira(payment["amount"]),
        "currency": payment["currency"],
        "test_mode": payment["test_mode"],
        "returns": [
            {"return_amount": money_in_lira(one["amount"]), "reference_no": one["reference_no"]}
            for one in payment["refunds"]
        ],
    }


@blueprint.post("/bank/odeme/iade")
@api
def refund(form):
    """Not de-duplicated, as in the original: asked twice is paid twice."""
    if not is_signed(form, "merchant_id", "merchant_oid", "return_amount"):
        return error("004", "paytr_token geçersiz")
    if habits()["balance"] == "empty":
        return error("010", "Bakiye yetersiz")
    with world().lock:
        payment = world().get(PAYMENTS, form.get("merchant_oid", ""))
        if payment is None or payment["state"] != "paid":
            return error("005", "Başarılı ödeme bulunamadı")
        amount = kurus(form["return_amount"])
        left = payment["amount"] - sum(one["amount"] for one in payment["refunds"])
        if not 0 < amount <= left:
            return error("009", "Kalan tutardan fazla iade yapılamaz")
        reference = form.get("reference_no", "")
        payment["refunds"].append({"amount": amount, "reference_no": reference})
        keep(payment)
    return {
        "status": "success",
        "is_test": payment["test_mode"],
        "merchant_oid": payment["oid"],
        "return_amount": form["return_amount"],
        "reference_no": reference,
    }


def kurus(text):
    try:
        return int(Decimal(text) * 100)
    except InvalidOperation:
        return 0


@blueprint.get("/bank.json")
def ledger():
    return jsonify(world().all(PAYMENTS))


@blueprint.post("/bank/<oid>/notify")
def notify(oid):
    """Say it again, now."""
    payment = world().get(PAYMENTS, oid)
    if payment is None or payment["state"] == "waiting":
        abort(404)
    deliver(world(), MERCHANT, payment)
    return jsonify(notified=oid)


@blueprint.post("/faults/bank")
def faults():
    asked = request.get_json(silent=True) or request.form
    try:
        if "mode" in asked:
            world().set_fault("bank", asked["mode"], asked.get("seconds") or 60)
        changed = {name: asked[name] for name in HABITS if asked.get(name)}
        world().put("bank", "habits", habits() | changed)
    except ValueError as problem:
        return jsonify(error=str(problem)), 400
    if request.referrer:
        return redirect(f"{request.referrer}#faults")
    return jsonify(mode=world().fault("bank").mode, **habits())
