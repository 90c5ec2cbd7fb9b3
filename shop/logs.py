"""What must not stand in a log: a link that opens somebody's order."""

import logging
import re

SECRETS = (
    re.compile(r"(/[tg]/)[\w-]{22}(?![\w-])"),  # a buyer's or a receiver's page
    re.compile(r"(\b\d+x)[0-9a-f]{20}\b"),  # a payment, which leads to the buyer's
    re.compile(r"(/confirm-email/|/password/reset/key/)[^/\s]+"),
)


class HideSecrets(logging.Filter):
    def filter(self, record):
        text = record.getMessage()
        for secret in SECRETS:
            text = secret.sub(r"\1…", text)
        record.msg, record.args = text, ()
        return True
