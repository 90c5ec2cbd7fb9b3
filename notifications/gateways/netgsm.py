"""Netgsm, REST v2: api.netgsm.com.tr, HTTP Basic with an API sub-user, JSON both ways."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_noop as _

from ..http import Away, Http, Patience, patience
from ..sms_length import alphabet_of, length, plain
from .base import Gateway, Refused, TryLater

TURKISH_TIME = ZoneInfo("Europe/Istanbul")
MOBILE = re.compile(r"\+90(5\d{9})")
WAIT = Patience(2, 15, 20)
ANSWERS = {200, 406}  # the codes are the same under either
PAGE, PAGES = 100, 10
CLOCKS_DIFFER = timedelta(seconds=60)
ACCEPTED = {"00", "01", "02"}  # 01 and 02: taken, with the server's own dates
NO_RECORD = "60"
BUSY = {"80", "85"}  # too many calls: surely not taken
BROKEN = {"100", "101", "110"}
REFUSALS = {
    "20": _("the text is wrong or too long"),
    "30": _("NETGSM_USER or NETGSM_PASSWORD is wrong, has no API right, or our IP is not allowed"),
    "40": _("NETGSM_HEADER is not a sender name of this account"),
    "41": _("NETGSM_HEADER is not a sender name of this account"),
    "50": _("the account may not make İYS-checked sends"),
    "51": _("the account has no İYS brand"),
    "70": _("a parameter is missing or wrong"),
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
            raise Refused(_("NETGSM_USER is not set"))
        login = (settings.NETGSM_USER, settings.NETGSM_PASSWORD)
        with patience(WAIT):
            answer = Http(settings.NETGSM_URL).ask("POST", path, json=body, auth=login)
        if answer.status_code not in ANSWERS or not isinstance(answer.json().get("code"), str):
            raise Away("Netgsm's answer made no sense")
        return answer.json()


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
        raise Refused(_("not a Turkish mobile number"))
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
        return TryLater(_("Netgsm asks to slow down") + f" ({code})")
    if code in BROKEN or code in ACCEPTED:
        return TryLater(_("Netgsm has a fault of its own") + f" ({code})", may_have_arrived=True)
    return Refused(f"Netgsm: {REFUSALS.get(code, _('refused'))} ({code})")


plugin = Netgsm
