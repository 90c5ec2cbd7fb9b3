"""Walks the bank's pages as a browser would, and signs notices as the bank does."""

import hmac
from base64 import b64encode
from hashlib import sha256
from urllib.parse import urlencode

import requests
from django.conf import settings

GOOD, DECLINED, POOR = "4355084355084358", "5406675406675403", "9792030394440796"
JSON = "application/x-www-form-urlencoded"


def walk(page_url, *, card=GOOD, code="123456"):
    """Card, then 3-D Secure, with a wrong code until the bank has enough of it; answers where the
    bank sends the browser."""
    answer = requests.post(page_url, data={"number": card}, allow_redirects=False, timeout=20)
    while answer.status_code in {200, 422}:  # a wrong code is asked for again, to an end
        answer = requests.post(
            page_url + "/3d", data={"code": code}, allow_redirects=False, timeout=20
        )
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def notice(payment, *, status="success", total=None, key=None, **fields):
    """The body of a notification about `payment`, rightly signed unless told otherwise."""
    total = str(int(payment.amount * 100)) if total is None else total
    form = {"merchant_oid": payment.reference, "status": status, "total_amount": total}
    text = payment.reference + settings.CARD_MERCHANT_SALT + status + total
    digest = hmac.digest((key or settings.CARD_MERCHANT_KEY).encode(), text.encode(), sha256)
    extra = {"currency": "TL", "test_mode": "1", "hash": b64encode(digest).decode()}
    return urlencode(form | extra | fields)


def tell(client, payment, **fields):
    """POST a notification to the shop."""
    return client.post("/payments/card/callback/", notice(payment, **fields), content_type=JSON)


def ledger(reference):
    """The bank's own row of an attempt."""
    rows = requests.get(settings.SANDBOX_URL + "/bank.json", timeout=5).json()
    return next(row for row in rows if row["oid"] == reference)


def habit(**habits):
    requests.post(settings.SANDBOX_URL + "/faults/bank", json=habits, timeout=5).raise_for_status()
