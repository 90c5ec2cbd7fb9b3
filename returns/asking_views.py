"""The way to a return: what, why, where the money goes, look again, the code. One question per
screen, each with its own address; the answers wait in the session until a code is sent for them,
and from then on in the code itself."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shipping.returning import return_carrier

from . import asking
from .asking import NotReturnable, TooManyCodes, Wish, WishedLine
from .codes import Code, CodeRefused
from .eligibility import eligibility
from .forms import ChannelForm, CodeForm, ItemsForm, ReasonsForm, RefundForm
from .views import private_page


class Answers:
    """What has been answered so far for one order, kept in the visitor's session."""

    def __init__(self, request, order):
        self.session, self.key = request.session, f"return-{order.number}"
        self.given = self.session.get(self.key, {})

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
        return Wish(lines, **{name: self.given.get(name, "") for name in names})


@require_http_methods(["GET", "POST"])
@private_page
def return_items(request, order, token):
    found = eligibility(order, timezone.now())
    answers = Answers(request, order)
    initial = {f"quantity_{line}": n for line, n in answers.quantities.items()}
    initial["appeal"] = answers.given.get("appeal", "")
    form = ItemsForm(posted(request), found=found, initial=initial)
    if found.choosable and form.is_valid():
        answers.remember(
            quantities={str(line): n for line, n in form.chosen().items()},
            appeal=form.cleaned_data.get("appeal", ""),
        )
        return redirect("return_reasons", token)
    context = {"found": found, "form": form}
    return screen(request, "items", order, token, **context)


@require_http_methods(["GET", "POST"])
@private_page
def return_reasons(request, order, token):
    answers = Answers(request, order)
    found = eligibility(order, timezone.now())
    claims = [claim for claim in map(found.claim, answers.quantities) if claim]
    if not claims:
        return redirect("return_items", token)
    initial = {}
    for line, (reason, note) in answers.reasons.items():
        initial |= {f"reason_{line}": reason, f"note_{line}": note}
    form = ReasonsForm(posted(request), claims=claims, initial=initial)
    if form.is_valid():
        answers.remember(reasons={str(line): given for line, given in form.answers().items()})
        return redirect("return_refund" if asking.needs_iban(order) else "return_check", token)
    return screen(request, "reasons", order, token, form=form)


@require_http_methods(["GET", "POST"])
@private_page
def return_refund(request, order, token):
    answers = Answers(request, order)
    if not answers.wish().lines:
        return redirect("return_items", token)
    initial = {name: answers.given.get(name, "") for name in ("iban", "holder")}
    form = RefundForm(posted(request), initial=initial)
    if form.is_valid():
        answers.remember(**form.cleaned_data)
        return redirect("return_check", token)
    return screen(request, "refund", order, token, form=form)


@require_http_methods(["GET", "POST"])
@private_page
def return_check(request, order, token):
    """Everything once more; the button sends a code for exactly this."""
    now, wish = timezone.now(), Answers(request, order).wish()
    try:
        asking.check_wish(order, wish, now)
    except NotReturnable as refusal:
        messages.warning(request, refusal.text)
        return redirect("return_items", token)
    form = ChannelForm(posted(request), order=order)
    if form.is_valid():
        try:
            asking.send_code(order, wish, channel=form.cleaned_data["channel"], at=now)
            return redirect("return_code", token)
        except TooManyCodes:
            form.add_error(None, _("Enough codes were sent for now. Please wait an hour."))
    return screen(request, "check", order, token, form=form, **summary(order, wish))


@require_http_methods(["GET", "POST"])
@private_page
def return_code(request, order, token):
    code = asking.newest_code(order)
    if code is None:
        return redirect("return_items", token)
    if code.used_at:
        return redirect("returns", token)
    form = CodeForm(posted(request), initial={"code": code.pk})
    if form.is_valid() and (made := confirmed(form, code)):
        Answers(request, order).forget()
        return redirect("return", token, made.number)
    wish = Wish.from_json(code.wish)
    context = {"form": form, "code": code, "minutes": Code.MINUTES, **summary(order, wish)}
    return screen(request, "code", order, token, **context)


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
        "expired": _("This code is older than ten minutes. Please ask for a new one."),
        "too_many": _("Too many tries. Please ask for a new code."),
        "used": _("This code was used already."),
    }[refusal.why]


def summary(order, wish):
    """What the wish means: line by line what is given back, and how it travels."""
    refund = asking.amounts(order, wish)
    return {
        "refund": refund,
        "refund_total": asking.total(refund),
        "carrier": return_carrier(),
        "needs_iban": asking.needs_iban(order),
    }


def screen(request, name, order, token, **context):
    form = context.get("form")
    status = 422 if form is not None and form.is_bound and form.errors else 200
    context |= {"order": order, "token": token}
    return render(request, f"returns/{name}.html", context, status=status)
