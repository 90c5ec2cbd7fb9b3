"""The answer first: one sentence in large letters, one below it. A function of the order, its
payments and its parcels as they stand today. Late is said plainly, and not before it is."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications.templatetags.words import clock, day, day_short, money
from shipping.arriving import Days, days_left
from shipping.models import Scan, Shipment
from shop.orders.models import Order
from shop.orders.reading import without_given_up
from shop.orders.undelivered import Undelivered
from shop.payments.models import Payment

S = Shipment.State
P = Payment.State
Why, Way = Undelivered.Why, Undelivered.Way
WAITING, KEPT, LATE, TROUBLE, CALM = "waiting", "kept", "late", "trouble", "calm"
AT_RISK = "risk"


@dataclass(frozen=True)
class Headline:
    """`tone` is calm, kept, risk (of being late), late, waiting (for money) or trouble; a word
    always says it too."""

    text: str
    detail: str = ""
    tone: str = CALM


@dataclass(frozen=True)
class Words:
    """Where and when, for a window of several days, for one that is near, for any other day, and
    once it is there."""

    between: str
    today: str
    tomorrow: str
    on: str
    there: str


AT_DOOR = Words(
    between=gettext_lazy("At your door between %(earliest)s and %(latest)s"),
    today=gettext_lazy("At your door today"),
    tomorrow=gettext_lazy("At your door tomorrow"),
    on=gettext_lazy("At your door on %(day)s"),
    there=gettext_lazy("At your door: %(day)s %(time)s"),
)
AT_ANOTHERS_DOOR = Words(
    between=gettext_lazy("At the receiver's door between %(earliest)s and %(latest)s"),
    today=gettext_lazy("At the receiver's door today"),
    tomorrow=gettext_lazy("At the receiver's door tomorrow"),
    on=gettext_lazy("At the receiver's door on %(day)s"),
    there=gettext_lazy("At the receiver's door: %(day)s %(time)s"),
)
AT_BRANCH = Words(
    between=gettext_lazy("Ready at the branch between %(earliest)s and %(latest)s"),
    today=gettext_lazy("Ready at the branch today"),
    tomorrow=gettext_lazy("Ready at the branch tomorrow"),
    on=gettext_lazy("Ready at the branch on %(day)s"),
    there=gettext_lazy("Picked up at the branch: %(day)s %(time)s"),
)


CANCELLED = gettext_lazy("The order is cancelled.")
ENDINGS = {
    Order.Because.LOST: (gettext_lazy("The carrier lost your parcel"), CANCELLED),
    Order.Because.NOT_SENT: (gettext_lazy("We cannot send your order"), CANCELLED),
    Order.Because.REFUSED: (gettext_lazy("Your parcel came back to us"), CANCELLED),
    Order.Because.NOT_BROUGHT: (gettext_lazy("Your parcel came back to us"), CANCELLED),
    Order.Because.SOLD_OUT: (gettext_lazy("We do not have all of your order"), CANCELLED),
    Order.Because.UNREACHED: (
        gettext_lazy("Order cancelled"),
        gettext_lazy("Its address is not complete, and we could not reach you."),
    ),
    Order.Because.UNPAID: (
        gettext_lazy("Order cancelled"),
        gettext_lazy("It was not paid in time."),
    ),
}


def place_of(thing, *, to_another):
    """The Words for where an order or a parcel comes to; `to_another`: not to whoever reads it."""
    if thing.is_for_branch:
        return AT_BRANCH
    return AT_ANOTHERS_DOOR if to_another else AT_DOOR


def headline(order, payments, parcels, today, *, to_another=False):
    """`parcels` with their scans at hand (prefetched), `payments` newest last; those given up tell
    their own story and no more the order's."""
    if order.state == Order.State.CANCELLED:
        return cancelled(order, payments)
    if order.state == Order.State.PLACED:
        return unpaid(payments)
    going = [one for one in without_given_up(parcels) if one.state != S.CANCELLED]
    given_up = [one.undelivered for one in parcels if getattr(one, "undelivered", None)]
    if given_up and not going:  # all of it went back in a return meanwhile
        return of_given_up(given_up[-1])
    if not going:
        promised = Days(order.promised_earliest, order.promised_latest)
        words = place_of(order, to_another=to_another)
        return Headline(*window_words(*days_left(order.service_id, promised, today), today, words))
    if len(going) == 1:
        return of_parcel(going[0], today, to_another=to_another)
    return of_several(going, today, to_another=to_another)


def cancelled(order, payments):
    """That it will not come, why where that is more than the buyer's own wish, and the money."""
    paid = any(one.state in {P.PAID, P.PARTLY_REFUNDED} for one in payments)
    refunded = any(one.state == P.REFUNDED for one in payments)
    if refunded:
        detail = _("What you paid has been given back.")
    elif paid:
        detail = _("What you paid is being given back.")
    else:
        detail = _("Nothing was charged.")
    title, why = ENDINGS.get(order.cancelled_because, (_("Order cancelled"), ""))
    told = filter(None, [str(why), order.cancelled_note, detail])
    return Headline(str(title), " ".join(told))


def unpaid(payments):
    last = payments[-1] if payments else None
    if last and last.state in {P.DECLINED, P.EXPIRED}:
        return Headline(
            _("Payment did not go through"),
            _("Nothing was charged. You can pay again below; your items are kept for a while."),
            TROUBLE,
        )
    if last and last.method == "transfer":
        return Headline(
            _("We are waiting for your transfer"),
            _("Your parcel is prepared as soon as it arrives. See below how to pay."),
            WAITING,
        )
    return Headline(
        _("We are waiting for your payment"),
        _("The bank has not told us yet. If you left its page, you can go back to it below."),
        WAITING,
    )


def of_given_up(given_up, *, is_paid_back=False):
    """What became of a parcel that will not come, and of its price: it goes back, or has gone."""
    if given_up.why == Why.SENT_AGAIN:
        return Headline(_("This parcel came back to us"), _("We send it again, in another parcel."))
    text = {
        Why.LOST: _("The carrier lost this parcel"),
        Why.NOT_SENT: _("We could not send this parcel"),
    }.get(given_up.why, _("This parcel came back to us"))
    if not given_up.lines:
        return Headline(text, _("What you paid for it went back with your return."))
    sentence = {
        Way.BACK: _("%(amount)s goes back the way you paid."),
        Way.BY_HAND: _("%(amount)s will be refunded: we will call you to ask for your account."),
        Way.LESS: _("You pay %(amount)s less at the door."),
        Way.NONE: _("Nothing was paid for it."),
    }[given_up.way]
    if is_paid_back:
        sentence = _("%(amount)s has been refunded to you.")
    detail = f"{sentence % {'amount': money(given_up.amount)}} {given_up.credit_words}"
    return Headline(text, detail.strip())


def what_of_its_money(parcel):
    """Of a parcel that comes back; read by whoever it was for too, who paid nothing."""
    if parcel.cod_amount:
        return _(
            "It could not be delivered, and nothing was paid for it. Write to us to have it sent"
            " again."
        )
    return _(
        "It could not be delivered. Once it is back with us, what was paid for it is refunded."
        " Write to us if you would rather have it sent again."
    )


def of_parcel(parcel, today, *, to_another=False):
    words = place_of(parcel, to_another=to_another)
    if parcel.state == S.DELIVERED:
        return delivered(parcel, words)
    if parcel.state == S.SENT_BACK:
        return Headline(
            _("The parcel is on its way back to us"), what_of_its_money(parcel), TROUBLE
        )
    if parcel.state == S.FAILED:
        return Headline(
            _("It could not be delivered"),
            _("%(carrier)s will try again. Expected by: %(day)s.")
            % {"carrier": parcel.carrier.name, "day": day(parcel.window_on(today).latest)},
            TROUBLE,
        )
    if waits_at_branch(parcel):
        text = _("It waits for you at the branch")
        if to_another:
            text = _("It waits for its receiver at the branch")
        return Headline(text, how_to_fetch(parcel, to_another=to_another))
    return on_the_way(parcel, today, words)


def waits_at_branch(parcel):
    scans = list(parcel.scans.all())
    return parcel.is_for_branch and bool(scans) and scans[-1].kind == Scan.Kind.AT_BRANCH


def how_to_fetch(parcel, *, to_another):
    """With the branch, where the carrier named it."""
    facts = {"carrier": parcel.carrier.name, "branch": list(parcel.scans.all())[-1].place}
    if to_another:
        facts["branch"] = parcel.branch_at(facts["branch"])
        return _("%(branch)s. It is given out for an identity card and the cargo number.") % facts
    if facts["branch"]:
        return _("%(carrier)s, %(branch)s. Bring your identity card and the cargo number.") % facts
    return _("Bring your identity card and the cargo number to the %(carrier)s branch.") % facts


def delivered(parcel, words):
    """Whether our word was kept is asked of the day it was where we promised: at a branch it may
    have waited for its receiver."""
    when = {"day": day(parcel.delivered_at), "time": clock(parcel.delivered_at)}
    text = words.there % when
    days = (localdate(parcel.arrived_at or parcel.delivered_at) - parcel.promised_latest).days
    if days <= 0:
        return Headline(text, received_by(parcel), KEPT)
    late = how_late(days, at_branch=parcel.is_for_branch)
    return Headline(text, " ".join(filter(None, [received_by(parcel), late])), LATE)


def how_late(days, *, at_branch):
    if at_branch:
        sentence = ngettext(
            "It was ready %(days)s day after the day we promised. We are sorry.",
            "It was ready %(days)s days after the day we promised. We are sorry.",
            days,
        )
    else:
        sentence = ngettext(
            "%(days)s day after the day we promised. We are sorry.",
            "%(days)s days after the day we promised. We are sorry.",
            days,
        )
    return sentence % {"days": days}


def received_by(parcel):
    if not parcel.received_by:
        return ""
    return _("Received by %(name)s.") % {"name": masked(parcel.received_by)}


def on_the_way(parcel, today, words):
    text, detail = window_words(*parcel.window_on(today), today, words)
    if parcel.state == S.OUT_FOR_DELIVERY and parcel.expected_latest >= today:
        door = AT_DOOR if parcel.is_for_branch else words
        text, detail = str(door.today), _("The courier has it.")
    said, tone = of_the_promise(parcel, today)
    return Headline(text, f"{as_sentence(detail)} {said}".strip() if said else detail, tone)


def as_sentence(text):
    return f"{text}." if text and text[-1] != "." else text


def of_the_promise(parcel, today):
    """(sentence, tone): broken once its last day is over, before that at most about to break."""
    promised = {"day": day(parcel.promised_latest)}
    if parcel.promised_latest < today:
        return _("We promised %(day)s. It is late, and we are sorry.") % promised, LATE
    if parcel.expected_latest > parcel.promised_latest:
        said = _("We promised %(day)s. It will probably be later than that, and we are sorry.")
        return said % promised, AT_RISK
    return "", CALM


def window_words(earliest, latest, today, words=AT_DOOR):
    """(large, small): "Salı kapında", "24 Kas Sal – 26 Kas Per arasında kapında". Both are days on
    which it still may come, but for a window that is over."""
    if latest < today:
        return _("Late"), _("The new day is not known yet; we are asking the carrier.")
    if earliest < latest:
        values = {"earliest": unbroken(earliest), "latest": unbroken(latest)}
        return words.between % values, ""
    if latest == today:
        return str(words.today), day(latest)
    if (latest - today).days == 1:
        return str(words.tomorrow), day(latest)
    if (latest - today).days < 7:
        return words.on % {"day": date_format(latest, "l")}, day(latest)
    return words.on % {"day": day_short(latest)}, ""


def unbroken(date):
    """A short date that stays on one line."""
    return day_short(date).replace(" ", "\u00a0")


def of_several(parcels, today, *, to_another):
    """The summary of an order that travels in parts; each parcel tells its own story below."""
    there = [parcel for parcel in parcels if parcel.state == S.DELIVERED]
    if len(there) == len(parcels):
        last = max(there, key=lambda parcel: parcel.delivered_at)
        first = delivered(last, place_of(last, to_another=to_another))
        counted = _("All %(count)s parcels have arrived.") % {"count": len(parcels)}
        return Headline(first.text, f"{counted} {first.detail}".strip(), first.tone)
    waited_for = [parcel for parcel in parcels if parcel not in there]
    stories = [of_parcel(parcel, today, to_another=to_another) for parcel in waited_for]
    worst = next((one for one in stories if one.tone == TROUBLE), None)
    moving = [p for p in parcels if p.state not in {S.DELIVERED, S.SENT_BACK}]
    slipped = [one for tone in (LATE, AT_RISK) for one in stories if one.tone == tone]
    first = worst or next(iter(slipped), stories[0])
    text = first.text
    if worst is None and not all(waits_at_branch(parcel) for parcel in moving):
        days = [parcel.window_on(today) for parcel in moving]
        earliest, latest = min(one.earliest for one in days), max(one.latest for one in days)
        to_door = [parcel for parcel in moving if not parcel.is_for_branch] or moving
        words = place_of(to_door[0], to_another=to_another)
        text = window_words(earliest, latest, today, words)[0]
    counted = _("It comes in %(count)s parcels.")
    if there:
        counted = _("%(there)s of %(count)s parcels have arrived.")
    counted %= {"there": len(there), "count": len(parcels)}
    return Headline(
        text, f"{counted} {first.detail if first.tone != CALM else ''}".strip(), first.tone
    )


def masked(name):
    """Ayşe Yılmaz → A*** Y***: enough for the one who knows, useless to others."""
    return " ".join(f"{word[0]}***" for word in name.split())
