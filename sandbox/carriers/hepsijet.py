"""HepsiJet's REST service under /hepsijet, with or without /rest: token, delivery, movements.

Business errors come with HTTP 200 and {"status": "FAIL"}; a missing or old token is a 401."""

import base64
import re
import secrets
import time
from datetime import datetime, timedelta

from flask import Blueprint, jsonify, request

from ..faults import fault_before, is_undated, repeats, world
from . import road

blueprint = Blueprint("hepsijet", __name__, url_prefix="/hepsijet")
USER, PASSWORD = "kapinda", "sandbox"
COMPANY = "KPND"
TOKEN_SECONDS = 60 * 60
TYPES = {"RETAIL", "MARKET_PLACE", "RETURNED", "EXPRESS"}
# what the road says → (deliveryStatus, operationStatus, transactionType) and integrationStatus
MOVES = {
    "created": (("NEO", "IN_CUSTOMER", "RECEIVE_ORDER"), "NEO"),
    "accepted": (("READY", "IN_XDOCK", "TAKE_CUSTODY"), "ACCEPTED"),
    "in_transit": (("TRANSFERRING", "IN_RING_TRANSIT", "LOAD_DELIVERY"), "ACCEPTED"),
    "at_branch": (("READY_FOR_DELIVERY", "IN_XDOCK", "UNLOAD_DELIVERY"), "ACCEPTED"),
    "out_for_delivery": (
        ("DELIVERING", "IN_DELIVERY_TRANSIT", "APPROVE_COURIER_DEPART"),
        "OUT_FOR_DELIVERY",
    ),
    "delivered": (("DELIVERED", "IN_RECIPIENT", "DELIVERY_ATTEMPT"), "DELIVERED"),
    "delivery_failed": (
        ("UNDELIVERED", "IN_DELIVERY_TRANSIT", "DELIVERY_ATTEMPT"),
        "FAILED_ATTEMPT",
    ),
    "returning": (("MARK_FOR_RETURN", "IN_XDOCK", "MARK_FOR_RETURN"), "WILL_BE_RETURNED"),
    "returned": (("RETURNED", "IN_CUSTOMER", "RETURN_DELIVERY"), "RETURNED"),
    "delayed": (("WAITING_FOR_DISPATCH", "IN_XDOCK", "WAIT"), "UPDATED"),
    "lost": (("MISSING", "IN_RING_TRANSIT", "REPORT_MISSING"), "UPDATED"),
}


@blueprint.before_request
def guard():
    return fault_before("hepsijet")() or refuse_without_token()


def refuse_without_token():
    if request.path.endswith("/auth/getToken"):
        return None
    born = world().get("tokens", request.headers.get("X-Auth-Token", ""))
    if born and time.time() - born < TOKEN_SECONDS:
        return None
    return fail("UNAUTHORIZED", "Oturum süresi doldu"), 401


@blueprint.get("/auth/getToken")
@blueprint.get("/rest/auth/getToken")
def get_token():
    wanted = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    if request.headers.get("Authorization") != f"Basic {wanted}":
        return fail("UNAUTHORIZED", "Kullanıcı Adı veya Şifre Hatalı")
    token = secrets.token_hex(16)
    world().put("tokens", token, time.time())
    return ok({"token": token, "company": {"abbreviationCode": COMPANY}})


@blueprint.post("/delivery/sendDeliveryOrderEnhanced")
@blueprint.post("/rest/delivery/sendDeliveryOrderEnhanced")
@repeats("hepsijet")
def send_order():
    asked = request.get_json(silent=True)
    problem = problem_with(asked)
    if problem:
        return fail("VALIDATION_ERROR", problem)
    delivery = asked["delivery"]
    number = delivery["customerDeliveryNo"]
    is_return = delivery["deliveryType"] == "RETURNED"
    parcel = road.register(
        world(),
        "hepsijet",
        number,
        tracking_number=number,
        reference=delivery.get("customerOrderId", ""),
        receiver=delivery.get("recipientPerson", ""),
        phone=delivery.get("recipientPersonPhone1", ""),
        origin=name_of(delivery["senderAddress"], "town"),
        city=name_of(delivery["recipientAddress"], "city"),
        town=name_of(delivery["recipientAddress"], "town"),
        cod=str(cod_of(asked)),
        is_return=is_return,
        detail={"product": delivery["product"]["productCode"]},
    )
    if parcel is None or world().get("cancelled", number):
        return fail("BARCODE_EXIST", "Sipariş numarası sistemde kayıtlı")
    label = {"zplBarcode": f"^XA^FO50,50^BCN,120^FD{number}^FS^XZ", "parcelNo": 1}
    return ok({"customerDeliveryNo": number, "zplBarcodeDTOList": [label]})


def kept_of(parcel):
    """What is kept of a parcel that came in by another door."""
    return {"product": "HX_STD"}


def problem_with(asked):
    """The first thing that is wrong with an order, or ""."""
    try:
        delivery = asked["delivery"]
        rules = {
            "Firma bilgisi hatalı": asked["company"]["abbreviationCode"] == COMPANY,
            "Gönderi numarası 9-16 karakter olmalı": re.fullmatch(
                COMPANY + r"[A-Za-z0-9]{5,12}", delivery["customerDeliveryNo"]
            ),
            "Gönderi tipi hatalı": delivery["deliveryType"] in TYPES,
            "Ürün kodu hatalı": delivery["product"]["productCode"].startswith(("HX_", "2HOURS")),
            "Telefon hatalı": re.fullmatch(r"[2-5]\d{9}", delivery["recipientPersonPhone1"]),
            "Adres hatalı": all(
                name_of(delivery[side], level)
                for side in ("senderAddress", "recipientAddress")
                for level in ("country", "city", "town")
            ),
            "İade tarihi boş olamaz": delivery["deliveryType"] != "RETURNED"
            or delivery.get("deliveryDateOriginal"),
        }
    except (KeyError, TypeError):
        return "Zorunlu alan eksik"
    return next((message for message, kept in rules.items() if not kept), "")


@blueprint.post("/rest/delivery/deleteDeliveryOrder/<number>")
@blueprint.post("/delivery/deleteDeliveryOrder/<number>")
@repeats("hepsijet")
def delete_order(number):
    if road.parcel_of(world(), "hepsijet", number) is None:
        return fail("NOT_FOUND", "Gönderi numarası bulunamadı.")
    if not road.cancel(world(), number):
        return fail("CANNOT_MODIFY_INFO", "Gönderi işlem gördüğü için silinemez.")
    return ok(None)


@blueprint.post("/rest/deliveryTransaction/getDeliveryTracking")
@blueprint.post("/deliveryTransaction/getDeliveryTracking")
def get_delivery_tracking():
    asked = request.get_json(silent=True) or {}
    numbers = [row.get("customerDeliveryNo", "") for row in asked.get("deliveries", [])]
    found = [road.parcel_of(world(), "hepsijet", number) for number in numbers]
    if not any(found):
        return fail("NOT_FOUND", "Gönderi numarası bulunamadı.")
    return ok([movements(parcel) for parcel in found if parcel])


def movements(parcel):
    times = 2 if world().fault("hepsijet").mode == "repeat" else 1
    last = MOVES[parcel["events"][-1]["kind"] if parcel["events"] else "created"][0]
    is_delivered = parcel["stage"] == "delivered"
    return {
        "customerDeliveryNo": parcel["number"],
        "barcode": parcel["number"],
        "deliveryStatus": last[0],
        "operationStatus": last[1],
        "transactionType": last[2],
        "receiver": parcel["receiver"],
        "recipientName": parcel["receiver"] if is_delivered else None,
        "transactions": [movement(event) for event in story(parcel) * times],
    }


def movement(event):
    status, operation, kind = MOVES[event["kind"]][0]
    return {
        "deliveryStatus": status,
        "operationStatus": operation,
        "transactionType": kind,
        "transaction": event["text"],
        "transactionDateTime": "" if is_undated("hepsijet", event) else local(event),
        "location": event["place"],
    }


@blueprint.post("/rest/delivery/integration/track")
def integration_track():
    asked = request.get_json(silent=True) or {}
    found = [road.parcel_of(world(), "hepsijet", n) for n in asked.get("barcodes", [])]
    return ok([summary(parcel) for parcel in found if parcel])


def summary(parcel):
    return {
        "barcode": parcel["number"],
        "trackingUrl": f"https://www.hepsijet.com/gonderi-takibi/{parcel['number']}",
        "details": [
            {
                "integrationStatus": MOVES[event["kind"]][1],
                "transactionDate": local(event),
                "transactionLocation": event["place"],
                "deliveredPerson": event["received_by"] or None,
                "nonDeliveryReason": event["text"] if event["kind"] == "delivery_failed" else None,
            }
            for event in story(parcel)
        ],
    }


@blueprint.get("/rest/delivery/findAvailableDeliveryDatesV2")
def find_dates():
    """Two days after today, none of them a Sunday, with room for a pick-up."""
    days = [road.now().date() + timedelta(days=after) for after in range(1, 5)]
    open_days = [day for day in days if day.weekday() != 6][:2]
    docks = [
        {
            "xDockName": "Merkez",
            "days": [{"date": day.isoformat(), "returnedLimit": 5} for day in open_days],
        }
    ]
    towns = [{"townName": request.args.get("town", ""), "xDock": docks}]
    return ok([{"cityName": request.args.get("city", ""), "towns": towns}])


def story(parcel):
    born = {"kind": "created", "at": parcel["registered_at"], "place": "", "received_by": ""}
    return [{**born, "text": "Sipariş alındı"}, *parcel["events"]]


def name_of(address, level):
    return (address.get(level) or {}).get("name", "")


def cod_of(asked):
    if not asked["delivery"].get("deliveryPom"):
        return ""
    return sum(row["amount"] for row in asked.get("deliveryAmountList") or [])


def local(event):
    """Local time without a zone, as the carrier writes it."""
    return datetime.fromisoformat(event["at"]).replace(tzinfo=None).isoformat()


def ok(data):
    return jsonify(status="OK", message="", data=data)


def fail(detail_status, message):
    return jsonify(status="FAIL", detailStatus=detail_status, message=message, data=None)
