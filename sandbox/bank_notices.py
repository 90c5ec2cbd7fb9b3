"""How the bank tells the shop: a signed form, sent again and again until the answer is `OK`."""

import hmac
import threading
import time
from base64 import b64encode
from hashlib import sha256

import requests

from .faults import world

HABITS = {
    "callback": "once",
    "callback_seconds": 2,
    "retry_seconds": 60,
    "return": "get",
    "answers": "kept",
    "balance": "enough",
}
PATH = "/payments/card/callback/"
MOST_TRIES = 50


def habits():
    return HABITS | (world().get("bank", "habits") or {})


def signed(merchant, *values):
    text = "".join(values) + merchant["salt"]
    return b64encode(hmac.digest(merchant["key"].encode(), text.encode(), sha256)).decode()


def money_in_lira(kurus):
    return f"{kurus // 100}.{kurus % 100:02d}"


def notice(merchant, payment, habit):
    """The form as the documents have it, spoilt where the habit says so."""
    is_paid = payment["state"] == "paid"
    total = payment["amount"] if is_paid else 0
    if habit == "wrong_amount":
        total = max(total - 100, 0)
    form = {
        "merchant_oid": payment["oid"],
        "status": "success" if is_paid else "failed",
        "total_amount": str(total),
        "payment_amount": str(payment["amount"]),
        "currency": "USD" if habit == "wrong_currency" else payment["currency"],
        "test_mode": "0" if habit == "live" else payment["test_mode"],
        "payment_type": "card",
    }
    if not is_paid:
        form |= dict(
            zip(("failed_reason_code", "failed_reason_msg"), payment["reason"], strict=True)
        )
    key = merchant | ({"key": "someone-else"} if habit == "wrong_hash" else {})
    # id + salt + status + total: the salt stands in the middle here, unlike everywhere else
    text = form["merchant_oid"] + merchant["salt"] + form["status"] + form["total_amount"]
    digest = hmac.digest(key["key"].encode(), text.encode(), sha256)
    return form | {"hash": b64encode(digest).decode()}


def deliver(the_world, merchant, payment):
    """Begin to tell the shop, in a thread of its own; before_return waits for the first try."""
    mine = habits()
    if mine["callback"] == "never":
        return
    form = notice(merchant, payment, mine["callback"])
    if mine["callback"] == "before_return" and send(the_world, form):
        return
    if the_world.fault("bank").mode == "repeat" or mine["callback"] == "twice":
        threading.Thread(target=insist, args=(the_world, form, mine), daemon=True).start()
    threading.Thread(target=insist, args=(the_world, form, mine), daemon=True).start()


def insist(the_world, form, mine):
    if mine["callback"] == "late":
        time.sleep(float(mine["callback_seconds"]))
    for _ in range(MOST_TRIES):
        if the_world.get("bank_payments", form["merchant_oid"]) is None or send(the_world, form):
            return
        time.sleep(float(mine["retry_seconds"]))


def send(the_world, form):
    """One try; True when the shop answered exactly OK. What it answered is kept in the ledger."""
    try:
        answer = requests.post(the_world.shop_url + PATH, data=form, timeout=20)
        said = f"{answer.status_code} {answer.text[:40]}"
        is_heard = answer.status_code == 200 and answer.text == "OK"
    except requests.RequestException as error:
        said, is_heard = type(error).__name__, False
    with the_world.lock:
        payment = the_world.get("bank_payments", form["merchant_oid"])
        if payment:
            payment["notices"].append(said)
            the_world.put("bank_payments", payment["oid"], payment)
    return is_heard
