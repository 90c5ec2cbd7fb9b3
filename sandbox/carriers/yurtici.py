"""Yurtiçi Kargo's SOAP 1.1 service: shipment, cancellation, query and return code.

Credentials are the published test ones; payment at the door has a user of its own. The same query
within a minute is blocked (SANDBOX_GUARD_SECONDS, or POST /yurtici/guard {"seconds": 0})."""

import os
import re
import time
from datetime import datetime
from pathlib import Path

from flask import Blueprint, Response, jsonify, request
from lxml import etree
from lxml.builder import E

from ..faults import fault_before, is_undated, repeats, world
from . import road

blueprint = Blueprint("yurtici", __name__)
PATH = "/KOPSWebServices/ShippingOrderDispatcherServices"
NAMESPACE = "http://yurticikargo.com.tr/ShippingOrderDispatcherServices"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSDL = Path(__file__).with_name("yurtici.wsdl")
USER, COD_USER = "YKTEST", "YKTESTCOD"
USERS = {USER: "YK", COD_USER: "YK"}
LANGUAGE = {"createShipment": "userLanguage", "cancelShipment": "userLanguage"}
OPERATIONS = {
    "NOP": ("0", "Kargo İşlem Görmemiş"),
    "IND": ("1", "Kargo Teslimattadır"),
    "ISR": ("2", "Kargo işlem görmüş, faturası henüz düzenlenmemiştir"),
    "CNL": ("3", "Kargo Çıkışı Engellendi."),
    "DLV": ("5", "Kargo teslim edilmiştir."),
}
STATUS = {"created": "NOP", "accepted": "ISR", "delivered": "DLV", "returned": "DLV"}
EVENTS = {
    "accepted": "Kargo Kabul Edildi",
    "in_transit": "Kargo Yüklendi",
    "at_branch": "Kargo İndirildi",
    "out_for_delivery": "Kargo Dağıtıma Çıkarıldı",
    "delivered": "Kargo Teslim Edildi",
    "delivery_failed": "Kargo Teslim Edilemedi",
    "returning": "İade Kargo Yüklendi",
    "returned": "İade Kargo Teslim Edildi",
    "delayed": "Hat Aracı Gecikti",
    "lost": "Kargo Araştırılıyor",
}


@blueprint.before_request
def misbehave():
    return fault_before("yurtici")() if request.path == PATH else None


@blueprint.get(PATH)
def wsdl():
    text = WSDL.read_text(encoding="utf-8")
    own = re.sub(r'location="[^"]+"', f'location="{request.base_url}"', text)
    return Response(own, mimetype="text/xml")


@blueprint.post("/yurtici/guard")
def guard():
    seconds = float((request.get_json(silent=True) or request.form).get("seconds", 60))
    world().put("settings", "yurtici_guard", seconds)
    return jsonify(seconds=seconds)


@blueprint.post(PATH)
@repeats("yurtici")
def service():
    try:
        operation = asked_operation(request.get_data())
        name = etree.QName(operation).localname
        view, result = VIEWS[name]
    except (etree.XMLSyntaxError, AttributeError, KeyError, ValueError):
        return soap(E("faultcode", "soap:Client"), E("faultstring", "Bad request"), fault=True)
    language = LANGUAGE.get(name, "wsLanguage")
    if not operation.findtext(language):
        answer = flagged(1, "Web servis kullanıcı dili boş olamaz")
    elif USERS.get(text(operation, "wsUserName")) != text(operation, "wsPassword"):
        answer = flagged(1, "Kullanıcı adı veya şifre hatalı", E("errCode", "1625"))
    else:
        answer = view(operation)
    return soap(E(result, *answer), operation=name)


def create(operation):
    orders = operation.findall("ShippingOrderVO")
    rows = [(order, created(order, text(operation, "wsUserName"))) for order in orders]
    details = [
        detail("shippingOrderDetailVO", key_of(order), errCode=code, errMessage=message)
        for order, (code, message) in rows
    ]
    failed = sum(code != "0" for _, (code, _) in rows)
    return flagged(1 if failed == len(rows) else 0, "", *job(rows), *details)


def created(order, user):
    """(errCode, errMessage) of one record."""
    problem = problem_with(order, user)
    if problem:
        return problem
    key = key_of(order)
    if world().get("cancelled", key) or not road.register(
        world(),
        "yurtici",
        key,
        reference=order_number_of(order),
        receiver=text(order, "receiverCustName"),
        phone=text(order, "receiverPhone1"),
        city=text(order, "cityName"),
        town=text(order, "townName"),
        cod=text(order, "ttInvoiceAmount"),
        detail={"user": user, "job": str(world().next_number("job", 700_000_001))},
    ):
        return "60020", "Kargo anahtarı sistemde mevcut"
    return "0", ""


def order_number_of(order):
    """specialField1 is "type$value#…"; type 3 is the sender's order number."""
    told = re.search(r"(?:^|#)3\$([^#]*)#", text(order, "specialField1"))
    return told[1] if told else text(order, "invoiceKey")


def kept_of(parcel):
    """What is kept of a parcel that came in by another door: payment at the door has its user."""
    return {"user": COD_USER if parcel.get("cod") else USER, "job": ""}


def problem_with(order, user):
    """The first rule a record breaks, or None."""
    is_cod = bool(text(order, "ttCollectionType") or text(order, "ttInvoiceAmount"))
    amount = re.fullmatch(r"\d{1,15}(\.\d{1,2})?", text(order, "ttInvoiceAmount"))
    rules = [
        (text(order, "cargoKey"), "80859", "Kargo anahtarı boş olamaz"),
        (len(key_of(order)) <= 20, "82500", "Kargo anahtarı 20 karakterden uzun olamaz"),
        (text(order, "invoiceKey"), "60017", "Fatura anahtarı boş olamaz"),
        (len(text(order, "invoiceKey")) <= 20, "82501", "Fatura anahtarı çok uzun"),
        (has_a_name(order), "60018", "Alıcı adı boş ya da çok kısa"),
        (len(text(order, "receiverCustName")) <= 200, "82503", "Alıcı adı çok uzun"),
        (text(order, "receiverAddress"), "60019", "Alıcı adresi boş olamaz"),
        (10 <= len(text(order, "receiverAddress")) <= 500, "82502", "Adres uzunluğu hatalı"),
        (re.fullmatch(r"[2-5]\d{9}", text(order, "receiverPhone1")), "82516", "Telefon hatalı"),
        (is_cod == (user == COD_USER), "82512", "Ödeme tipi sözleşme ile uyumsuz"),
        (not is_cod or text(order, "ttCollectionType") in {"0", "1"}, "82513", "Tahsilat tipi"),
        (not is_cod or amount, "82505", "Tahsilat tutarı boş veya hatalı"),
        (not is_cod or text(order, "ttDocumentId").isdigit(), "82507", "Fatura numarası boş"),
        (not is_cod or text(order, "ttDocumentSaveType") in {"0", "1"}, "82514", "Kayıt tipi"),
    ]
    return next(((code, message) for kept, code, message in rules if not kept), None)


def has_a_name(order):
    name = text(order, "receiverCustName")
    return len(name) >= 5 and sum(letter.isalpha() for letter in name) >= 4


def cancel(operation):
    keys = [key.text or "" for key in operation.findall("cargoKeys")]
    rows = [cancelled(key, text(operation, "wsUserName")) for key in keys]
    failed = sum("errCode" in row for row in rows)
    details = [
        detail("shippingCancelDetailVO", key, **row) for key, row in zip(keys, rows, strict=True)
    ]
    return flagged(1 if failed == len(rows) else 0, "", *job(rows), *details)


def cancelled(key, user):
    parcel = seen_by(key, user)
    if world().get("cancelled", key):
        return {"errCode": "82520", "errMessage": "Kargo daha önce iptal edilmiştir"}
    if parcel is None:
        return {"errCode": "82519", "errMessage": "Kargo anahtarı bulunamadı"}
    if road.cancel(world(), key):
        code, message = OPERATIONS["CNL"]
        return {
            "docId": "0",
            "operationCode": code,
            "operationMessage": message,
            "operationStatus": "CNL",
        }
    status = STATUS.get(parcel["stage"], "IND")
    code, message = OPERATIONS[status]
    return {
        "docId": parcel["tracking_number"],
        "operationCode": code,
        "operationMessage": message,
        "operationStatus": status,
        "errCode": "936",
        "errMessage": "Faturası kesilmiş kargo iptal edilemez",
    }


def query(operation):
    keys = [key.text or "" for key in operation.findall("keys")]
    user = text(operation, "wsUserName")
    if not text(operation, "keyType"):
        return flagged(1, "keyType boş olamaz", E("errCode", "82527"))
    if keys and is_too_soon(user, keys):
        return flagged(2, "Aynı sorgu 1 dakika içinde tekrar yapılamaz")
    return flagged(0, "", E("count", str(len(keys))), *[found(key, user) for key in keys])


def is_too_soon(user, keys):
    guard_seconds = world().get("settings", "yurtici_guard")
    if guard_seconds is None:
        guard_seconds = float(os.environ.get("SANDBOX_GUARD_SECONDS", 60))
    asked = f"{user} {' '.join(sorted(keys))}"
    with world().lock:
        last = world().get("queries", asked) or 0
        is_blocked = time.time() - last < guard_seconds
        if not is_blocked:
            world().put("queries", asked, time.time())
    return is_blocked


def found(key, user):
    parcel = seen_by(key, user)
    if parcel is None:
        return detail(
            "shippingDeliveryDetailVO", key, errCode="82519", errMessage="Kargo anahtarı bulunamadı"
        )
    status = STATUS.get(parcel["stage"], "IND")
    code, message = OPERATIONS[status]
    row = detail(
        "shippingDeliveryDetailVO",
        key,
        jobId=parcel["detail"].get("job", ""),
        operationCode=code,
        operationStatus=status,
        operationMessage=message,
        errCode="0",
    )
    row.append(item_of(parcel))
    return row


def item_of(parcel):
    """shippingDeliveryItemDetailVO: docId 0 until the branch scan, then a growing list."""
    events, item = parcel["events"], E("shippingDeliveryItemDetailVO")
    facts = {"docId": parcel["tracking_number"] or "0"}
    if events:
        facts |= {
            "documentDate": stamp(events[0], "%Y%m%d"),
            "documentTime": stamp(events[0], "%H%M%S"),
            "trackingUrl": "https://www.yurticikargo.com/tr/online-servisler/gonderi-sorgula"
            f"?code={parcel['tracking_number']}",
            "departureUnitName": f"{parcel['origin']} Şubesi",
            "arrivalUnitName": f"{parcel['town']} Şubesi",
            "deliveryUnitName": f"{parcel['town']} Şubesi",
        }
    if parcel["stage"] in {"delivered", "returned"}:
        facts |= {
            "deliveryDate": date_of(events[-1]),
            "deliveryTime": stamp(events[-1], "%H%M%S"),
            "receiverInfo": events[-1]["received_by"],
            "returnStatus": "1" if parcel["stage"] == "delivered" else "3",
        }
    if parcel["stage"] == "returning":
        facts |= {"rejectStatus": "3", "rejectStatusExplanation": "Müşteri onayladı"}
    item.extend(E(name, value) for name, value in facts.items())
    times = 2 if world().fault("yurtici").mode == "repeat" else 1
    item.extend(event_of(event, parcel) for event in events * times)
    return item


def event_of(event, parcel):
    is_fine = event["kind"] != "delivery_failed"
    return E(
        "invDocCargoVOArray",
        E("unitName", event["place"]),
        E("eventId", "YK" if event["kind"] == "at_branch" else ""),
        E("eventName", EVENTS[event["kind"]]),
        E("reasonId", "OK" if is_fine else "AB"),
        E("reasonName", "Sorun Yok" if is_fine else event["text"]),
        E("eventDate", date_of(event)),
        E("eventTime", stamp(event, "%H%M%S")),
        E("cityName", parcel["city"]),
        E("townName", parcel["town"]),
    )


def save_return_code(operation):
    code = text(operation, "returnCode")
    if not code:
        return flagged(1, "İade kodu boş olamaz", E("errCode", "82651"))
    if text(operation, "fieldName") not in {"16", "53", "3"}:
        return flagged(1, "fieldName geçersiz", E("errCode", "82654"))
    if not (text(operation, "startDate") and text(operation, "endDate")):
        return flagged(1, "Tarih boş olamaz", E("errCode", "60026"))
    registered = road.register(
        world(),
        "yurtici",
        code,
        is_return=True,
        origin="İade kabul",
        town="Gönderici",
        detail={"user": text(operation, "wsUserName")},
    )
    if registered is None:
        return flagged(1, "İade kodu sistemde mevcut", E("errCode", "82655"))
    return flagged(0, "", E("errCode", "0"))


def cancel_return_code(operation):
    code = text(operation, "returnCode")
    parcel = road.parcel_of(world(), "yurtici", code)
    if parcel and parcel["is_return"] and road.cancel(world(), code):
        return flagged(0, "", E("errCode", "0"))
    return flagged(1, "İade kodu bulunamadı", E("errCode", "82519"))


VIEWS = {
    "createShipment": (create, "ShippingOrderResultVO"),
    "cancelShipment": (cancel, "ShippingOrderResultVO"),
    "queryShipment": (query, "ShippingDeliveryVO"),
    "saveReturnShipmentCode": (save_return_code, "ExtendedBaseResultVO"),
    "cancelReturnShipmentCode": (cancel_return_code, "ExtendedBaseResultVO"),
}


def seen_by(key, user):
    """The user's parcel; a return whose code nobody has used yet does not exist."""
    parcel = road.parcel_of(world(), "yurtici", key)
    if parcel is None or parcel["detail"].get("user") != user:
        return None
    return None if parcel["is_return"] and parcel["stage"] == "created" else parcel


def asked_operation(body):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    operation = etree.fromstring(body, parser).find(f"{{{SOAP}}}Body")[0]
    if etree.QName(operation).namespace != NAMESPACE:
        raise ValueError("another namespace")
    return operation


def text(element, name):
    return (element.findtext(name) or "").strip()


def key_of(order):
    return text(order, "cargoKey")


def flagged(flag, result, *rest):
    return [E("outFlag", str(flag)), E("outResult", result or "Başarılı"), *rest]


def job(rows):
    return [E("jobId", str(world().next_number("job", 700_000_001))), E("count", str(len(rows)))]


def detail(name, key, **facts):
    return E(name, E("cargoKey", key), E("invoiceKey", key), *[E(k, v) for k, v in facts.items()])


def date_of(event):
    return "" if is_undated("yurtici", event) else stamp(event, "%Y%m%d")


def stamp(event, form):
    return datetime.fromisoformat(event["at"]).strftime(form)


def soap(*content, operation="", fault=False):
    if fault:
        inner = E(f"{{{SOAP}}}Fault", *content)
    else:
        inner = E(f"{{{NAMESPACE}}}{operation}Response", *content)
    envelope = E(f"{{{SOAP}}}Envelope", E(f"{{{SOAP}}}Body", inner))
    body = etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")
    return Response(body, status=500 if fault else 200, mimetype="text/xml")
