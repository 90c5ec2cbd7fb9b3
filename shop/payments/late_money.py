"""Money that came after the day the promised dates depended on. The buyer was told that day, so no
promise of ours is broken: the dates are worked out anew and the parcels are judged by those."""

from notifications.events import record
from shipping.calendar import local
from shipping.network import network
from shipping.promises import Promise, together
from shipping.quotes import quote_in
from shop.catalog.stocking import Allotment, loads_of


def hold_or_renew(payment, *, on, at):
    """To be called when the money is here (`on`, a date in Istanbul) and before the order is
    confirmed. Each parcel's dates stay where they hold, and all of them where the option chosen can
    no longer be had: then the desk hears of it."""
    order = payment.order
    is_past, is_again = on > order.first_leaves_by, is_late_attempt(payment)
    if not is_past and not is_again:
        return
    option = option_again(order, now=at)
    if option is None:
        if is_past:
            record(order, "order_dates_passed", at=at, detail={"day": on.isoformat()})
    elif missed := missed_by(order, option, on, is_again=is_again):
        order.promise_anew(whole_of(order, option, missed), missed, on=on)


def missed_by(order, option, on, *, is_again):
    """The Parts of the option as it stands now that leave later than was shown, because their day
    had passed, or any of them when it is tried again."""
    shown = order.leaving_days
    days = [(part, shown.get(part.warehouse_id, order.leaves_by)) for part in option.parts]
    return [part for part, day in days if part.promise.leaves_by > day and (is_again or on > day)]


def whole_of(order, option, missed):
    """The promise of all parcels: those with new days and those that keep theirs."""
    if len(missed) == len(option.parts):
        return option.promise
    new = {part.warehouse_id for part in missed}
    kept = [
        Promise.from_json(part["promise"])
        for part in order.quote["parts"]
        if part["warehouse_id"] not in new
    ]
    return together([*kept, *(part.promise for part in missed)])


def is_late_attempt(payment):
    """Tried again by a way that takes no days, when time had passed. Of the first attempt and of a
    transfer we wait for the money as long as we said."""
    if payment.plugin.takes_days:
        return False
    return payment.order.payments.filter(pk__lt=payment.pk).exists()


def option_again(order, *, now):
    """The Option chosen, as it stands now; None when it can no longer be had. Its fee is not asked
    for: what was agreed stays."""
    found = order.allocations().select_related("stock", "line__variant__product")
    variants = {one.line.variant_id: one.line.variant for one in found}
    allotments = [
        Allotment(one.stock_id, one.stock.warehouse_id, one.line.variant_id, one.quantity)
        for one in found
    ]
    if None in variants:
        return None
    loads = loads_of(allotments, variants)
    quotes = quote_in(network(), loads, order.province, now=now, goods_total=order.goods_total)
    return quotes.get(f"{order.carrier_code}:{order.service_code}")


def day_of(came_on, at):
    """The day staff saw on the account's statement, else today; never one still to come."""
    today = local(at).date()
    return min(came_on or today, today)
