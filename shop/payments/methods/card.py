"""Card, on the bank's own page with 3-D Secure: card numbers never touch the shop.

Speaks the hosted-page protocol of PayTR (payments.md 3): a token for the page, a signed
notification that is answered `OK`, a status query and a refund call. Building a form and reading an
answer are pure functions; `post` between them touches the network.
"""

import hmac
import json
from base64 import b64encode
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from urllib.parse import parse_qs

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from notifications.http import IN_A_REQUEST, Away, Http, patience

from .base import (
    DECLINED,
    PAID,
    Forged,
    Method,
    Outcome,
    RefundOutcome,
    Refused,
    Start,
    TryLater,
    needed,
)

WAIT = IN_A_REQUEST
LARGEST_AMOUNT = Decimal(10**10)  # TRY
CURRENCIES = {"TL": "TRY", "TRY": "TRY", "": "TRY"}
WHY_NOT = ("failed_reason_code", "failed_reason_msg")
NOTHING_PAID = "004"
# locked while the payment is processed, notification not finished, balance too small
REFUND_LATER = {"000", "007", "010"}


class Card(Method):
    code = "card"
    has_page = True
    title = gettext_lazy("Credit or debit card")
    note = gettext_lazy("You pay on the bank's own page, confirmed by 3-D Secure.")

    def __init__(self):
        self.http = Http(needed("CARD_BANK_URL"))
        self.merchant_id = needed("CARD_MERCHANT_ID")
        self.key = needed("CARD_MERCHANT_KEY").encode()
        self.salt = needed("CARD_MERCHANT_SALT")
        self.minutes = settings.CARD_MINUTES
        self.accepts_test = settings.CARD_TEST_MODE

    def expires_at(self, at):
        return at + timedelta(minutes=self.minutes)

    def start(self, payment, shopper):
        answer = self.post("/odeme/api/get-token", self.start_form(payment, shopper))
        if answer.get("status") == "success" and answer.get("token"):
            return Start(f"{self.http.url}/odeme/guvenli/{answer['token']}")
        raise Refused(str(answer.get("reason", ""))[:200])

    def start_form(self, payment, shopper):
        order = payment.order
        form = {
            "merchant_id": self.merchant_id,
            "user_ip": shopper.ip,
            "merchant_oid": payment.reference,
            "email": order.buyer_email,
            "payment_amount": in_kurus(payment.amount),
            "user_basket": basket(payment),
            "no_installment": "1",
            "max_installment": "0",
            "currency": "TL",
            "test_mode": "1" if self.accepts_test else "0",
        }
        return form | {
            "paytr_token": self.signature(*form.values()),
            "user_name": order.buyer_name[:60],
            "user_address": f"{order.address} {order.district} {order.province_name}"[:400],
            "user_phone": order.buyer_phone[:20],
            "merchant_ok_url": shopper.success_url,
            "merchant_fail_url": shopper.failure_url,
            "timeout_limit": str(self.minutes),
            "debug_on": "0",
            "lang": "en" if shopper.language == "en" else "tr",
        }

    def read_callback(self, body, headers):
        """Only id, status and total are signed; currency and test flag are compared with what we
        asked for, never believed."""
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        one = {name: values[0] for name, values in fields.items() if len(values) == 1}
        reference, says, total = (
            one.get(n, "") for n in ("merchant_oid", "status", "total_amount")
        )
        wanted = self.signed(reference + self.salt + says + total)
        if not hmac.compare_digest(wanted.encode(), one.get("hash", "").encode()):
            raise Forged(reference[:64])
        return Outcome(
            method=self.code,
            reference=reference,
            state=PAID if says == "success" else DECLINED,
            amount=from_kurus(total),
            currency=CURRENCIES.get(one.get("currency", ""), one.get("currency", "")[:3]),
            is_test=one.get("test_mode", "0") == "1",
            reason=" ".join(filter(None, map(one.get, WHY_NOT)))[:200],
        )

    def ask(self, payment):
        answer = self.status(payment.reference)
        if answer.get("status") != "success":
            return None
        return Outcome(
            method=self.code,
            reference=payment.reference,
            state=PAID,
            amount=lira(answer.get("payment_total")),
            currency=CURRENCIES.get(answer.get("currency", ""), str(answer.get("currency"))[:3]),
            is_test=str(answer.get("test_mode", "0")) == "1",
        )

    def explain(self, reason):
        """`reason` is the bank's code, then its own words: Turkish, so that only who reads Turkish
        is shown them."""
        code, _space, words = reason.partition(" ")
        known = {
            "1": _("The 3-D Secure confirmation was not completed."),
            "2": _("The 3-D Secure code was wrong."),
            "6": _("The payment was not completed in time."),
            "9": _("This card may not be used for this payment."),
        }
        if code not in known and words and get_language() == "tr":
            said = f"{words.rstrip('.')}."
            return _("The bank did not accept the payment: %(words)s") % {"words": said}
        return known.get(code, _("The bank did not accept the payment."))

    def refund(self, refund):
        payment = refund.payment
        if refund.tries > 1 and self.knows_refund(refund):
            return RefundOutcome(is_done=True)
        amount = f"{refund.amount:.2f}"
        answer = self.post(
            "/odeme/iade",
            {
                "merchant_id": self.merchant_id,
                "merchant_oid": payment.reference,
                "return_amount": amount,
                "reference_no": refund.key.hex,
                "paytr_token": self.signature(self.merchant_id, payment.reference, amount),
            },
        )
        if answer.get("status") == "success":
            return RefundOutcome(is_done=True)
        problem = f"{answer.get('err_no')} {answer.get('err_msg')}"[:200]
        raise (TryLater if answer.get("err_no") in REFUND_LATER else Refused)(problem)

    def knows_refund(self, refund):
        given_back = self.status(refund.payment.reference).get("returns") or []
        return any(one.get("reference_no") == refund.key.hex for one in given_back)

    def status(self, reference):
        answer = self.post(
            "/odeme/durum-sorgu",
            {
                "merchant_id": self.merchant_id,
                "merchant_oid": reference,
                "paytr_token": self.signature(self.merchant_id, reference),
            },
        )
        if answer.get("status") != "success" and answer.get("err_no") != NOTHING_PAID:
            raise TryLater(f"{answer.get('err_no')} {answer.get('err_msg')}"[:200])
        return answer

    def post(self, path, form):
        """The provider's JSON object; TryLater for everything that is not one."""
        try:
            with patience(WAIT):
                return self.http.ask("POST", path, data=form).json()
        except Away as error:
            raise TryLater(str(error)) from error

    def signature(self, *values):
        return self.signed("".join(values) + self.salt)

    def signed(self, text):
        return b64encode(hmac.digest(self.key, text.encode(), sha256)).decode()


def basket(payment):
    """What the bank's page lists; the fees as a line of their own, so that the sum is the total."""
    order = payment.order
    lines = [
        [f"{line.quantity} × {line.name}"[:80], f"{line.total - line.credit_paid:.2f}", 1]
        if line.credit_paid
        else [line.name[:80], f"{line.unit_price:.2f}", line.quantity]
        for line in order.lines.all()
    ]
    fees = payment.amount - (order.goods_total - order.credit_paid)
    if fees:
        lines.append([_("Delivery and services"), f"{fees:.2f}", 1])
    return b64encode(json.dumps(lines).encode()).decode()


def in_kurus(amount):
    return str(int(amount * 100))


def from_kurus(text):
    """Kuruş as text → TRY; zero for what is no amount and so will fit no payment."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        return Decimal(0)
    return Decimal(text) / 100


def lira(text):
    try:
        amount = Decimal(str(text)).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise TryLater(f"amount {text!r}"[:80]) from error
    if not 0 <= amount < LARGEST_AMOUNT:
        raise TryLater(f"amount {text!r}"[:80])
    return amount


plugin = Card
