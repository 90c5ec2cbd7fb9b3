"""Cards that were charged before the sandbox was there: its bank takes them in, so that they can be
asked about and given back."""

from flask import Blueprint, jsonify, request

from .faults import world

blueprint = Blueprint("charges", __name__)
PAYMENTS = "bank_payments"


@blueprint.post("/bank/payments")
def adopt():
    """{"payments": [{"oid", "amount": kuruş, "refunds": [{"amount", "reference_no"}]}]}
    → {"adopted": how many were new}; one that makes no sense: 400, and none is adopted."""
    try:
        rows = [charged(row) for row in request.get_json(silent=True)["payments"]]
    except (KeyError, TypeError, ValueError) as error:
        return jsonify(error=f"makes no sense: {error!r}"), 400
    with world().lock:
        new = [row for row in rows if world().get(PAYMENTS, row["oid"]) is None]
        for row in new:
            world().put(PAYMENTS, row["oid"], row)
    return jsonify(adopted=len(new))


def charged(row):
    """The payment as the bank keeps it, paid and told of."""
    return {
        "oid": str(row["oid"]),
        "token": "",
        "amount": int(row["amount"]),
        "currency": "TL",
        "test_mode": "1",
        "basket": "[]",
        "ok_url": "",
        "fail_url": "",
        "lang": "tr",
        "expires": 0,
        "state": "paid",
        "reason": ["", ""],
        "card": "",
        "refunds": [
            {"amount": int(one["amount"]), "reference_no": str(one["reference_no"])}
            for one in row.get("refunds", [])
        ],
        "notices": [],
    }
