"""E-mail through Django's mail backend (EMAIL_URL), text and HTML.

SMTP cannot be asked what it took. A mail whose end is unknown is sent again with the same
Message-ID, by which mailboxes know it: docs/decisions/mail-at-least-once.md."""

import smtplib
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.utils.translation import gettext_noop as _

from notifications.brand import brand
from notifications.letters import Letter

from .base import Gateway, Refused, TryLater

PERMANENT = range(500, 600)


class Email(Gateway):
    def send(self, outgoing):
        mail = mail_of(outgoing)
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            code, _said = next(iter(error.recipients.values()))
            raise outcome(code) from error
        except smtplib.SMTPResponseException as error:
            raise outcome(error.smtp_code) from error
        except (smtplib.SMTPException, OSError) as error:
            problem = _("mail server did not answer") + f" ({type(error).__name__})"
            raise TryLater(problem, may_have_arrived=True) from error
        return mail.extra_headers["Message-ID"]


def mail_of(outgoing):
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {
        "Message-ID": f"<message-{outgoing.number}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if outgoing.thread:
        headers |= dict.fromkeys(["In-Reply-To", "References"], f"<{outgoing.thread}@{domain}>")
    mail = Letter(
        outgoing.subject,
        outgoing.text,
        sender(),
        to=[outgoing.address],
        reply_to=[brand().help_email],
        headers=headers,
    )
    if outgoing.html:
        mail.attach_alternative(outgoing.html, "text/html")
    for name, html in outgoing.papers.items():
        mail.attach(name, html, "text/html")
    return mail


def sender():
    """Our address under the name the shop goes by, once somebody has given it one."""
    worn = brand()
    if worn.pk is None:
        return settings.DEFAULT_FROM_EMAIL
    return formataddr((worn.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def outcome(code):
    if code in PERMANENT:
        return Refused(_("the mail server refused it") + f" ({code})")
    return TryLater(_("the mail server asks to come again") + f" ({code})")


plugin = Email
