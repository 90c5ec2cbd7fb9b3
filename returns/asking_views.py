"""The way to a return: what, why, where the money goes, look again, the code. One question per
screen, each with its own address; the answers wait in the session until a code is sent for them,
and from then on in the code itself."""

from django.contrib import messages
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shipping.returning import return_carrier

from . import asking
from .asking import NotReturnable, TooManyCodes, Wish, WishedLine
from .codes import Code, CodeRefused
from .eligibility import eligibility, window_of
from .fees import costs
from .forms import ChannelForm, CodeForm, ItemsForm, ReasonsForm, RefundForm
from .readers import reader_page


class Answers:
    """What one reader has answered so far for one order, kept in the visitor's session, and how
    often they had to press something for it: the link that brought them here counts as one."""

    def __init__(self, request, reader):
        self.session, self.role = request.session, reader.role
        self.key = f"return-{reader.role}-{reader.order.number}"
        self.given = self.session.get(self.key, {})
        if request.method == "POST":
            self.remember(clicks=self.given.get("clicks", 1) + 1)

    def remember(self, **given):
        self.given = {**self.given, **given}
        self.session[self.key] = self.given

    def forget(self):
        self.session.pop(self.key, None)

    @property
    def quantities(self):
        return {int(line): n for line, n in self.given.get("quantities", {}).items()}

    @property
    def reasons(self):
        return {int(line): answer for line, answer in self.given.get("reasons", {}).items()}

    def wish(self):
        """The Wish so far; lines without a reason are not in it."""
        lines = tuple(
            WishedLine(line, quantity, *self.reasons[line])
            for line, quantity in self.quantities.items()
            if line in self.reasons
        )
        names = ("iban", "holder", "appeal")
        given = {name: self.given.get(name, "") for name in names}
        return Wish(lines, asked_by=self.role, clicks=self.given.get("clicks", 0), **given)


@require_http_methods(["GET", "HEAD", "POST"])
@reader_page
def return_items(request, reader):
    found = eligibility(reader.order, timezone.now(), by=reader.role)
    answers = Answers(request, reader)
    initial = {f"quantity_{line}": n for line, n in answers.quantities.items()}
    initial["appeal"] = answers.given.get("appeal", "")
    form = ItemsForm(posted(request), found=found, initial=initial)
    if found.choosable and form.is_valid():
        answers.remember(
            quantities={str(line): n for line, n in form.chosen().items()},
            appeal=form.cleaned_data.get("appeal", ""),
        )
        return reader.sent_to("return_reasons")
    context = {"found": found, "form": form, "costs": fees_shown(reader, found.window)}
    return screen(request, "items", reader, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@reader_page
def return_reasons(request, reader):
    answers = Answers(request, reader)
    found = eligibility(reader.order, timezone.now(), by=reader.role)
    claims = [claim for claim in map(found.claim, answers.quantities) if claim]
    if not claims:
        return reader.sent_to("return_items")
    initial = {}
    for line, (reason, note) in answers.reasons.items():
        initial |= {f"reason_{line}": reason, f"note_{line}": note}
    form = ReasonsForm(posted(request), claims=claims, initial=initial)
    if form.is_valid():
        answers.remember(reasons={str(line): given for line, given in form.answers().items()})
        return reader.sent_to("return_refund" if needs_iban(reader) else "return_check")
    return screen(request, "reasons", reader, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@reader_page
def return_refund(request, reader):
    """Where the money goes, when it cannot go back the way it came: asked of the buyer alone."""
    answers = Answers(request, reader)
    if not needs_iban(reader):
        return reader.sent_to("return_check")
    if not answers.wish().lines:
        return reader.sent_to("return_items")
    initial = {name: answers.given.get(name, "") for name in ("iban", "holder")}
    form = RefundForm(posted(request), initial=initial)
    if form.is_valid():
        answers.remember(**form.cleaned_data)
        return reader.sent_to("return_check")
    return screen(request, "refund", reader, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@reader_page
def return_check(request, reader):
    """Everything once more; the button sends a code for exactly this."""
    now, wish = timezone.now(), Answers(request, reader).wish()
    try:
        found = asking.check_wish(reader.order, wish, now)
    except NotReturnable as refusal:
        messages.warning(request, refusal.text)
        return reader.sent_to("return_items")
    wish = asking.priced(reader.order, wish, found.window, now)
    form = ChannelForm(posted(request), reader=reader)
    if form.is_valid():
        try:
            asking.send_code(reader.order, wish, channel=form.cleaned_data["channel"], at=now)
            return reader.sent_to("return_code")
        except TooManyCodes:
            form.add_error(None, _("Enough codes were sent for now. Please wait an hour."))
    return screen(request, "check", reader, form=form, **summary(reader, wish))


@require_http_methods(["GET", "HEAD", "POST"])
@reader_page
def return_code(request, reader):
    code = asking.newest_code(reader.order, reader.role)
    if code is None:
        return reader.sent_to("return_items")
    if code.used_at:
        return reader.sent_to("returns")
    form = CodeForm(posted(request), initial={"code": code.pk})
    if form.is_valid() and (made := confirmed(form, code)):
        Answers(request, reader).forget()
        return reader.sent_to("return", made.number)
    context = {"form": form, "minutes": Code.MINUTES}
    return screen(request, "code", reader, **context, **summary(reader, Wish.from_json(code.wish)))


def needs_iban(reader):
    return asking.needs_iban(reader.order, reader.role)


def fees_shown(reader, window):
    return [] if reader.is_receiver else costs(reader.order, window, timezone.now())


def posted(request):
    """The answers of a form that was sent, also of one sent empty; None when it was only opened."""
    return request.POST if request.method == "POST" else None


def confirmed(form, code):
    """The return the right digits make; otherwise None and a sentence at the field."""
    if form.cleaned_data["code"] != code.pk:
        form.add_error("digits", _("A newer code was sent. Please look below and use that one."))
        return None
    try:
        return asking.confirm(code, form.cleaned_data["digits"], at=timezone.now())
    except CodeRefused as refusal:
        form.add_error("digits", refused_sentence(refusal))
    except NotReturnable as refusal:
        form.add_error(None, refusal.text)
    return None


def refused_sentence(refusal):
    if refusal.why == "wrong":
        return _("That is not the code. Tries left: %(left)s.") % {"left": refusal.left}
    return {
        "expired": _("This code is older than %(minutes)s minutes. Please ask for a new one.")
        % {"minutes": Code.MINUTES},
        "too_many": _("Too many attempts. Please ask for a new code."),
        "used": _("This code was used already."),
    }[refusal.why]


def summary(reader, wish):
    """What the wish means: how it travels, what goes back, and for the buyer how much is given
    back. A receiver's page is not handed a single price."""
    told = {"carrier": return_carrier(reader.order.province), "needs_iban": needs_iban(reader)}
    if reader.is_receiver:
        names = {line.pk: line for line in reader.order.lines.all()}
        return told | {"goods": [(one.quantity, names[one.line_id].title) for one in wish.lines]}
    order, now = reader.order, timezone.now()
    fee = asking.fee_of(order, wish, window_of(order, now, list(order.shipments)), now)
    refund = asking.amounts(order, wish, fee=fee)
    return told | {"refund": refund, "refund_total": asking.total(refund), "fee": fee}


def screen(request, name, reader, **context):
    form = context.get("form")
    status = 422 if form is not None and form.is_bound and form.errors else 200
    context |= {"reader": reader}
    return render(request, f"returns/{name}.html", context, status=status)
