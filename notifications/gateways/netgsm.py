"""Netgsm, REST v2: api.netgsm.com.tr, HTTP Basic with an API sub-user, JSON both ways."""

import json
import re
import time
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from ..later import Later
from ..sms_length import alphabet_of, length, plain
from .base import Gateway, Refused, TryLater

requests = Later("requests")

TURKISH_TIME = ZoneInfo("Europe/Istanbul")
MOBILE = re.compile(r"\+90(5\d{9})")
CONNECT, READ, DEADLINE = 2, 15, 20  # seconds
LARGEST_ANSWER = 200_000  # bytes
PAGE, PAGES = 100, 10
CLOCKS_DIFFER = timedelta(seconds=60)
ACCEPTED = {"00", "01", "02"}  # 01 and 02: taken, with the server's own dates
NO_RECORD = "60"
BUSY = {"80", "85"}  # too many calls: surely not taken
BROKEN = {"100", "101", "110"}
REFUSALS = {
    "20": "the text is wrong or too long",
    "30": "NETGSM_USER or NETGSM_PASSWORD is wrong, has no API right, or our IP is not allowed",
    "40": "NETGSM_HEADER is not a sender name of this account",
    "41": "NETGSM_HEADER is not a sender name of this account",
    "50": "the account may not make İYS-checked sends",
    "51": "the account has no İYS brand",
    "70": "a parameter is missing or wrong",
}


class Netgsm(Gateway):
    def send(self, outgoing):
        answer = self.ask("/sms/rest/v2/send", send_request(outgoing))
        return read_sent(answer)

    def find(self, outgoing, since, until):
        found = []
        for page in range(PAGES):
            answer = self.ask("/sms/rest/v2/report", report_request(since, until, page))
            jobs = read_report(answer)
            found += [job for job in jobs if str(job.get("number", ""))[-10:] == number(outgoing)]
            if len(jobs) < PAGE:
                break
        found.sort(key=lambda job: job.get("msglen") != length(plain(outgoing.text)))
        return [str(job["jobid"]) for job in found]

    def ask(self, path, body):
        if not settings.NETGSM_USER:
            raise Refused("NETGSM_USER is not set")
        try:
            return post(settings.NETGSM_URL + path, body)
        except requests.ConnectTimeout as error:
            raise TryLater("Netgsm cannot be reached") from error
        except requests.RequestException as error:
            problem = f"Netgsm did not answer ({type(error).__name__})"
            raise TryLater(problem, may_have_arrived=True) from error
        except ValueError as error:
            raise TryLater("Netgsm's answer made no sense", may_have_arrived=True) from error


def send_request(outgoing):
    request = {
        "msgheader": settings.NETGSM_HEADER,
        "messages": [{"msg": plain(outgoing.text), "no": number(outgoing)}],
        "iysfilter": "0",  # news of an order, not advertising
    }
    if alphabet_of(plain(outgoing.text)) != "gsm":
        request["encoding"] = "TR"
    return request


def report_request(since, until, page):
    return {
        "startdate": turkish_time(since - CLOCKS_DIFFER),
        "stopdate": turkish_time(until + CLOCKS_DIFFER),
        "pagenumber": page,
        "pagesize": PAGE,
    }


def number(outgoing):
    """Ten digits from E.164."""
    mobile = MOBILE.fullmatch(outgoing.address)
    if not mobile:
        raise Refused("not a Turkish mobile number")
    return mobile[1]


def turkish_time(moment):
    return moment.astimezone(TURKISH_TIME).strftime("%d.%m.%Y %H:%M:%S")


def read_sent(answer):
    if answer["code"] in ACCEPTED and answer.get("jobid"):
        return str(answer["jobid"])
    raise problem_of(answer)


def read_report(answer):
    if answer["code"] == NO_RECORD:
        return []
    jobs = answer.get("jobs")
    if answer["code"] != "00" or not isinstance(jobs, list):
        raise problem_of(answer)
    return [job for job in jobs if isinstance(job, dict) and job.get("jobid")]


def problem_of(answer):
    code = answer["code"]
    if code in BUSY:
        return TryLater(f"Netgsm asks to slow down ({code})")
    if code in BROKEN or code in ACCEPTED:
        return TryLater(f"Netgsm has a fault of its own ({code})", may_have_arrived=True)
    return Refused(f"Netgsm: {REFUSALS.get(code, 'refused')} ({code})")


def post(url, body):
    """The answer as a dict with a `code`; ValueError when it is anything else."""
    until = time.monotonic() + DEADLINE
    with requests.post(
        url,
        json=body,
        auth=(settings.NETGSM_USER, settings.NETGSM_PASSWORD),
        timeout=(CONNECT, READ),
        allow_redirects=False,
        stream=True,
    ) as response:
        raw = b""
        for chunk in response.iter_content(8192):
            raw += chunk
            if len(raw) > LARGEST_ANSWER or time.monotonic() > until:
                raise ValueError("too large or too slow")
    answer = json.loads(raw) if response.status_code in (200, 406) else None
    if not isinstance(answer, dict) or not isinstance(answer.get("code"), str):
        raise ValueError("not an answer of Netgsm")
    return answer


plugin = Netgsm
