"""Why a message was not sent, as it is written in its row: in English, with the code that the
provider gave, because a worker has no reader. Told to staff in their language."""

import re

from django.utils.translation import gettext

WRITTEN = re.compile(r"(?P<whose>Netgsm: )?(?P<what>.*?)(?P<code> \([^()]*\))?", re.DOTALL)


def told(problem):
    """ "the mail server refused it (550)" → "e-posta sunucusu kabul etmedi (550)"; words that are
    not ours stay as they are."""
    found = WRITTEN.fullmatch(problem)
    what = gettext(found["what"]) if found["what"] else ""
    return "".join([found["whose"] or "", what, found["code"] or ""])
