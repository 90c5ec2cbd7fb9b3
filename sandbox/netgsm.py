"""Netgsm's REST v2 (send, otp, report, balance, msgheader) and the phones it reaches.

A text is a row of "texts": {"id", "to": ten digits, "text", "job", "at": ISO 8601, "header",
"parts", "encoding", "is_otp"}. It is the sandbox's own ledger: what stands there was sent."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request

from .faults import NONSENSE, repeats, world

blueprint = Blueprint("netgsm", __name__)
ISTANBUL = ZoneInfo("Europe/Istanbul")
HEADERS = ["KAPINDA"]
FIRST_JOB = 17_377_215_340
LONGEST = 1043  # seven parts with Turkish letters
OTP_LONGEST = 160
GSM_ONLY = str.maketrans("şŞğĞıİç", "sSgGiIc")
WRONG_LOGIN, WRONG_HEADER, WRONG_PARAMETER, WRONG_TEXT = "30", "40", "70", "20"


@blueprint.before_request
def fail():
    if world().fault("netgsm").mode == "fail":
        return Response("Internal Server Error", status=500)
    return None


@blueprint.after_request
def answer_badly(response):
    """The worst kind of fault: the work is done and the answer is late, or makes no sense."""
    fault = world().fault("netgsm")
    if request.path.startswith("/netgsm") and fault.mode == "hang":
        until = time.monotonic() + fault.seconds
        while time.monotonic() < until and world().fault("netgsm") == fault:
            time.sleep(0.05)
    if request.path.startswith("/netgsm") and fault.mode == "nonsense":
        return Response(NONSENSE, mimetype="text/html")
    return response


@blueprint.post("/netgsm/sms/rest/v2/send")
@repeats("netgsm")
def send():
    body = request.get_json(silent=True) or {}
    messages = body.get("messages") or []
    code = problem_with(body, messages)
    if code:
        return refusal(code)
    turkish = body.get("encoding") == "TR"
    return accepted([deliver(body, message, turkish=turkish) for message in messages])


@blueprint.post("/netgsm/sms/rest/v2/otp")
def otp():
    body = request.get_json(silent=True) or {}
    message = {"msg": body.get("msg", ""), "no": body.get("no", "")}
    code = problem_with(body, [message])
    if code or len(message["msg"]) > OTP_LONGEST:
        return refusal(code or WRONG_TEXT)
    return accepted([deliver(body, message, turkish=False, is_otp=True)])


@blueprint.post("/netgsm/sms/rest/v2/report")
def report():
    if not is_logged_in():
        return refusal(WRONG_LOGIN)
    body = request.get_json(silent=True) or {}
    try:
        since, until = (moment(body[name]) for name in ("startdate", "stopdate"))
    except (KeyError, ValueError):
        return refusal(WRONG_PARAMETER)
    found = [text for text in world().all("texts") if is_wanted(text, body, since, until)]
    size = min(int(body.get("pagesize", 100)), 100)
    first = int(body.get("pagenumber", 0)) * size
    rows = [row_of(text) for text in found[first : first + size]]
    if not rows:
        return refusal("60")
    return jsonify(code="00", description="success", jobs=rows)


@blueprint.get("/netgsm/sms/rest/v2/msgheader")
def headers():
    if not is_logged_in():
        return refusal(WRONG_LOGIN)
    return jsonify(code="00", description="success", msgheaders=HEADERS)


@blueprint.post("/netgsm/balance")
def balance():
    body = request.get_json(silent=True) or {}
    if not body.get("usercode") or not body.get("password"):
        return refusal(WRONG_LOGIN)
    return jsonify(balance=[{"amount": 10_000, "balance_name": "Adet SMS"}])


@blueprint.get("/phone.json")
def phone():
    return jsonify(world().all("texts"))


@blueprint.post("/phone")
def adopt():
    """Texts that came before the sandbox was there: {"texts": [{"to", "text", "job", "at"}]} →
    {"adopted": how many jobs were new}; one that makes no sense: 400, and none is adopted."""
    try:
        rows = [came(**one) for one in request.get_json(silent=True)["texts"]]
    except (KeyError, TypeError, ValueError) as error:
        return jsonify(error=f"makes no sense: {error!r}"), 400
    with world().lock:
        known = {text["job"] for text in world().all("texts")}
        new = [row for row in rows if row["job"] not in known]
        for row in new:
            number = world().next_number("texts")
            world().put("texts", number, {"id": number, **row})
    return jsonify(adopted=len(new))


def came(*, to, text, job, at):
    return {
        "to": to,
        "text": text,
        "job": str(job),
        "at": datetime.fromisoformat(at).isoformat(),
        "header": HEADERS[0],
        "encoding": "TR",
        "parts": parts(text, turkish=True),
        "is_otp": False,
    }


def problem_with(body, messages):
    """Netgsm's code for what is wrong with a request to send; empty when nothing is."""
    if not is_logged_in():
        return WRONG_LOGIN
    if body.get("msgheader") not in HEADERS:
        return WRONG_HEADER
    numbers = [str(message.get("no", "")) for message in messages]
    if not numbers or not all(len(no) == 10 and no.isdecimal() and no[0] == "5" for no in numbers):
        return WRONG_PARAMETER
    if not all(0 < len(message.get("msg", "")) <= LONGEST for message in messages):
        return WRONG_TEXT
    return ""


def is_logged_in():
    return bool(request.authorization and request.authorization.password)


def deliver(body, message, *, turkish, is_otp=False):
    """The text reaches the phone; without the Turkish encoding it loses its Turkish letters."""
    text = message["msg"] if turkish else message["msg"].translate(GSM_ONLY)
    number = world().next_number("texts")
    row = {
        "id": number,
        "to": message["no"],
        "text": text,
        "job": str(FIRST_JOB + number),
        "at": datetime.now(ISTANBUL).isoformat(timespec="seconds"),
        "header": body["msgheader"],
        "encoding": "TR" if turkish else "",
        "parts": parts(text, turkish),
        "is_otp": is_otp,
    }
    world().put("texts", number, row)
    return row["job"]


def parts(text, turkish):
    single, joined = (155, 149) if turkish else (160, 153)
    return 1 if len(text) <= single else -(-len(text) // joined)


def accepted(jobs):
    return jsonify(code="00", jobid=jobs[-1], description="queued")


def refusal(code):
    return jsonify(code=code, description="error", jobs=None), 406


def moment(text):
    return datetime.strptime(text, "%d.%m.%Y %H:%M:%S").replace(tzinfo=ISTANBUL)


def is_wanted(text, body, since, until):
    wanted = body.get("jobids")
    at = datetime.fromisoformat(text["at"])
    return since <= at <= until and (not wanted or text["job"] in wanted)


def row_of(text):
    return {
        "jobid": text["job"],
        "number": text["to"],
        "status": 1,
        "operator": 30,
        "msglen": len(text["text"]),
        "deliveredDate": text["at"],
        "errorCode": 0,
        "referansID": "",
    }
