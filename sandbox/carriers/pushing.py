"""The courier app tells the shop of each scan as it happens: POST /shipping/scans/table/, signed.

What could not be delivered is pushed again at the next tick. The secret is the first of
SCAN_PUSH_SECRETS, shared with the shop through the environment."""

import hashlib
import hmac
import json
import os
import time

import requests

KINDS = {"delayed": "in_transit", "lost": "exception"}  # the app's words for what the road says


def push_scans(world, parcel):
    """Push the parcel's events the shop has not taken yet; True when none is left."""
    fault = world.fault("courier").mode
    waiting = parcel["events"][parcel["pushed"] :]
    if parcel["carrier"] != "courier" or not world.shop_url or not waiting:
        return True
    if fault in {"hang", "fail"}:
        return False
    scans = [scan_of(parcel, event) for event in waiting]
    if fault == "repeat":
        scans = [*reversed(scans), *scans]
    body = json.dumps({"scans": scans} if fault != "nonsense" else "<html>", ensure_ascii=False)
    if not send(world.shop_url, body.encode()):
        return False
    with world.lock:
        now = world.get("parcels", parcel["number"])
        if now:
            world.put("parcels", parcel["number"], {**now, "pushed": len(parcel["events"])})
    return True


def scan_of(parcel, event):
    return {
        "number": parcel["number"],
        **event,
        "kind": KINDS.get(event["kind"], event["kind"]),
    }


def send(shop_url, body):
    headers = {"Content-Type": "application/json", "X-Kapinda-Signature": signature(body)}
    try:
        answer = requests.post(
            f"{shop_url}/shipping/scans/table/",
            data=body,
            headers=headers,
            timeout=(1, 5),
            allow_redirects=False,
        )
    except requests.RequestException:
        return False
    return answer.ok


def signature(body):
    """ "t=<unix>,v1=<hex hmac-sha256 of t.body>" """
    stamp = str(int(time.time()))
    return f"t={stamp},v1={digest(f'{stamp}.', body)}"


def is_signed(headers, prefix, body):
    """Whether a request of the shop carries the signature of "t.<prefix><body>"."""
    stamp, _comma, given = headers.get("X-Kapinda-Signature", "").partition(",v1=")
    wanted = digest(f"{stamp.removeprefix('t=')}.{prefix}", body)
    return hmac.compare_digest(given, wanted)


def digest(prefix, body):
    secret = os.environ.get("SCAN_PUSH_SECRETS", "sandbox-push-secret").split(",")[0]
    return hmac.new(secret.encode(), prefix.encode() + body, hashlib.sha256).hexdigest()
