"""What must not stand in a log: a link that opens somebody's order, an error that is none."""

import logging
import re

COME_AGAIN = 503
SECRETS = (
    re.compile(r"(/[tg]/)[\w-]{22}(?![\w-])"),  # a buyer's or a receiver's page
    re.compile(r"(\b\d+x)[0-9a-f]{20}\b"),  # a payment, which leads to the buyer's
    re.compile(r"(/confirm-email/|/password/reset/key/)[^/\s]+"),
)


class LeaveOutBusy(logging.Filter):
    """Django writes each 503 down as an error. It is nobody's work: whoever answers it has said why
    in a line of their own, and /health/ says it to whoever asks."""

    def filter(self, record):
        return getattr(record, "status_code", None) != COME_AGAIN


class HideSecrets(logging.Filter):
    def filter(self, record):
        text = record.getMessage()
        for secret in SECRETS:
            text = secret.sub(r"\1…", text)
        record.msg, record.args = text, ()
        return True
