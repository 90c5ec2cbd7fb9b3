"""The words of a message, in its reader's language, from the templates named after its event:

sms.txt      one line
subject.txt  the mail's subject and headline
lead.txt     what happened and what comes next; an empty line between paragraphs
body.txt, body.html  the lead with the facts around it

A merchant's own words (`wording.py`) may stand in place of the first three.
"""

import re
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation

from .brand import brand
from .greeting import first_name
from .sms_length import plain
from .templatetags.words import capital
from .wording import words_for

BLANKS = re.compile(r"[ \t\n]+")
PAGES = {"seller": "staff_page", "receiver": "receiver_link"}  # each role has a page of its own


@dataclass(frozen=True)
class Written:
    subject: str
    text: str
    html: str = ""
    thread: str = ""
    papers: dict[str, str] = field(default_factory=dict)


def write(message, now, *, wording=None):
    """What goes out for the message at this moment; in the words of `wording` when one is tried on
    at the desk."""
    if message.is_sealed:
        return Written(message.subject, message.body, message.html)
    with translation.override(message.language):
        context = context_of(message, now)
        words = plain_words(message, context, *words_for(message, context, wording))
        if message.channel == "sms":
            return words
        html = render(f"messages/{message.folder}/body.html", context)
        thread, papers = f"order-{context['number']}", papers_of(context)
        return replace(words, html=html, thread=thread, papers=papers)


def papers_of(context):
    """{file name: HTML} of the texts that the thing wants enclosed, each as it was confirmed."""
    return {
        f"{capital(text.get_kind_display())}.html": render(
            "mail/paper.html", {**context, "text": text}
        )
        for text in context.get("papers", ())
    }


def plain_words(message, context, subject="", text=""):
    """Without the HTML; the headline and the lead stay in the context for it. `subject` and `text`
    are a merchant's own words in place of the shop's."""
    folder = f"messages/{message.folder}"
    if message.channel == "sms":
        return Written("", plain(" ".join(text.split()) or line(f"{folder}/sms.txt", context)))
    context["headline"] = subject or line(f"{folder}/subject.txt", context)
    context["lead"] = tidy(text or render(f"{folder}/lead.txt", context))
    return Written(context["headline"], tidy(render(f"{folder}/body.txt", context)) + "\n")


def context_of(message, now):
    """What every template may use, and what the thing itself tells about the event. `link` is
    absolute; dates of the event that are today's are called so."""
    event = message.event
    facts = event.subject.message_facts(event)
    page, worn = facts[PAGES.get(message.role, "link")], brand()
    today = timezone.localdate(now)
    return {
        "shop": worn.name,
        "brand": worn,
        "name": first_name(message.name),
        "seller": settings.SELLER,
        "site_url": settings.SITE_URL,
        "language": message.language,
        "role": message.role,
        "event": event,
        "is_today": timezone.localdate(event.at) == today,
        "window": facts["shipment"].window_on(today) if "shipment" in facts else None,
        **facts,
        "number": str(facts["number"]),  # a name, not an amount: no thousands separator
        "link": settings.SITE_URL + page,
    }


def render(name, context):
    """Only HTML needs escaping."""
    template = get_template(name).template
    return template.render(Context(context, autoescape=name.endswith(".html")))


def line(name, context):
    """On one line; an amount and its TL stay together."""
    return BLANKS.sub(" ", render(name, context)).strip()


def tidy(text):
    """Plain text without the templates' own gaps: lines trimmed, one empty line at most."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return "\n".join(line for index, line in enumerate(lines) if line or lines[index - 1])
