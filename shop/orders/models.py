from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from notifications.events import record
from notifications.stateful import Stateful, WrongState
from shipping.models import Service, Shipment, Tier, is_for_somebody_else
from shipping.places import province_name
from shipping.promises import Promise
from shop.catalog import stocking
from shop.catalog.models import StockMovement
from shop.loyalty.tiers import keep, unkeep

from .credit import PaidByCredit
from .lines import Allocation, OrderLine, OrderText, came_back, held_and_taken
from .lists import OrderQuerySet
from .parcels import draft_parcels
from .telling import TRANSFER, Telling

__all__ = ["Allocation", "Order", "OrderLine", "OrderQuerySet", "OrderText"]


class Order(Telling, PaidByCredit, Stateful):
    """What was bought, by whom, for how much, with the promise and prices as they were shown.
    What it says about payment and delivery is computed from its payments and shipments."""

    class State(models.TextChoices):
        PLACED = "placed", _("placed")
        CONFIRMED = "confirmed", _("confirmed")
        APPROVED = "approved", _("approved")
        CANCELLED = "cancelled", _("cancelled")

    class Because(models.TextChoices):
        """Why it was cancelled; where its last parcel was given up, as `Undelivered.Why` has it."""

        BUYER = "buyer", _("the buyer wished it")
        SELLER = "seller", _("we cancelled it")
        UNPAID = "unpaid", _("it was not paid in time")
        REFUSED = "refused", _("its parcel came back: the buyer did not take it")
        NOT_BROUGHT = "not_brought", _("its parcel came back: it was not brought as it should be")
        LOST = "lost", _("the carrier lost its parcel")
        NOT_SENT = "not_sent", _("we cannot send it")
        SOLD_OUT = "sold_out", _("we do not have all of it")
        UNREACHED = "unreached", _("its address is not right, and nobody could be reached")

    MOVES = {
        State.PLACED: {State.CONFIRMED, State.CANCELLED},
        State.CONFIRMED: {State.APPROVED, State.CANCELLED},
    }

    number = models.BigAutoField(_("order number"), primary_key=True)
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.PLACED, editable=False
    )
    checkout_key = models.UUIDField(unique=True, editable=False)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    language = models.CharField(_("language"), max_length=5)

    buyer_name = models.CharField(_("buyer"), max_length=120)
    buyer_phone = models.CharField(_("buyer's phone"), max_length=20)
    buyer_email = models.EmailField(_("buyer's e-mail"))
    wants_sms = models.BooleanField(_("news by SMS"), default=True)
    wants_email = models.BooleanField(_("news by e-mail"), default=True)

    receiver_name = models.CharField(_("receiver"), max_length=120)
    receiver_phone = models.CharField(_("receiver's phone"), max_length=20)
    province = models.CharField(_("province"), max_length=2)
    district = models.CharField(_("district"), max_length=80)
    neighbourhood = models.CharField(_("neighbourhood"), max_length=120)
    address = models.CharField(_("address"), max_length=200)
    delivery_note = models.CharField(_("delivery note"), max_length=200, blank=True)

    tax_title = models.CharField(_("tax title"), max_length=200, blank=True)
    tax_office = models.CharField(_("tax office"), max_length=60, blank=True)
    tax_number = models.CharField(_("VKN or TCKN"), max_length=11, blank=True)
    billing_address = models.CharField(
        _("billing address"), max_length=400, blank=True, help_text=_("empty: as delivery")
    )

    gift_wrap = models.BooleanField(_("gift wrap"), default=False)
    gift_message = models.CharField(_("gift note"), max_length=300, blank=True)

    payment_method = models.CharField(_("paid by"), max_length=20)
    goods_total = models.DecimalField(_("goods"), max_digits=12, decimal_places=2)
    shipping_fee = models.DecimalField(_("shipping fee"), max_digits=10, decimal_places=2)
    cod_fee = models.DecimalField(
        _("payment at the door fee"), max_digits=10, decimal_places=2, default=Decimal(0)
    )
    gift_fee = models.DecimalField(
        _("gift wrap fee"), max_digits=10, decimal_places=2, default=Decimal(0)
    )
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    # for the shop alone, TRY with KDV: what free delivery gave away, what the carrier bills (NULL:
    # not known)
    fee_waived = models.DecimalField(
        max_digits=10, decimal_places=2, default=Decimal(0), db_default=Decimal(0), editable=False
    )
    freight_cost = models.DecimalField(max_digits=10, decimal_places=2, null=True, editable=False)

    # the option the shopper chose, frozen; it may be switched off since, but not deleted
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, related_name="orders", verbose_name=_("service")
    )
    carrier_code = models.CharField(_("carrier"), max_length=50)
    carrier_name = models.CharField(_("carrier"), max_length=60)
    service_code = models.CharField(_("service"), max_length=50)
    service_name = models.CharField(_("service"), max_length=80)
    leaves_by = models.DateField(_("leaves us by"))
    promised_earliest = models.DateField(_("promised from"))
    promised_latest = models.DateField(_("promised until"))
    quote = models.JSONField(_("quote as shown"), default=dict)
    # {"days", "tier_days", "tier", "tier_en"} to send back as they were shown; {}: of older orders
    going_back = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), editable=False
    )

    link_nonce = models.CharField(max_length=32, editable=False)
    link_digest = models.CharField(max_length=64, unique=True, editable=False)
    receiver_digest = models.CharField(max_length=64, unique=True, null=True, editable=False)

    placed_at = models.DateTimeField(_("placed"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_because = models.CharField(
        _("cancelled because"),
        max_length=20,
        choices=Because,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    cancelled_note = models.CharField(
        _("our words to it"),
        max_length=160,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text=_("the customer reads it"),
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approval_postponed_to = models.DateField(_("approval postponed to"), null=True, blank=True)

    LATER_NEWS = {
        "order_placed": {"order_awaits_transfer", "order_confirmed", "order_cancelled"},
        "order_awaits_transfer": {"order_confirmed", "order_cancelled"},
    }

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["state", "placed_at"], name="order_by_state"),
            # of a week's, each hour: those that are late without a remedy
            models.Index(fields=["promised_latest"], name="order_by_promised_end"),
            # as `iexact` asks, at each log-in: for orders placed as a guest with this address
            models.Index(Upper("buyer_email"), name="order_by_email_any_case"),
            models.Index(fields=["buyer_phone"], name="order_by_buyers_phone"),
            models.Index(fields=["receiver_phone"], name="order_by_receivers_phone"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    total=F("goods_total")
                    + F("shipping_fee")
                    + F("cod_fee")
                    + F("gift_fee")
                    - F("credit_paid")
                ),
                name="order_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(credit_paid__gte=0, credit_paid__lte=F("goods_total")),
                name="order_credit_pays_goods_only",
            ),
            models.CheckConstraint(
                condition=Q(credit_back__range=(0, F("credit_paid") + F("credit_lost"))),
                name="order_credit_back_sane",
            ),
        ]

    def __str__(self):
        return str(self.number)

    def get_absolute_url(self):
        return self.link

    @property
    def is_for_somebody_else(self):
        return is_for_somebody_else(self)

    @property
    def is_for_branch(self):
        return self.quote.get("tier") == Tier.BRANCH

    @property
    def staff_page(self):
        """The path of the order in the admin."""
        return f"{reverse('admin:index')}shop/order/{self.pk}/change/"

    @property
    def province_name(self):
        return province_name(self.province)

    def confirm(self, *, at, by="clock"):
        """Payment is settled or will be at the door: make the parcels to dispatch."""
        with transaction.atomic(savepoint=False):
            moved = self.move_to(self.State.CONFIRMED, at=at, by=by, confirmed_at=at)
            if moved:
                draft_parcels(self, at=at)
        return moved

    def promise_anew(self, promise, parts, *, on):
        """The money came on this day, too late for these of its parcels: their new `parts` (of an
        Option) take the place of the old ones, and `promise` that of the whole. The quote keeps
        both."""
        shown = Promise(self.leaves_by, self.promised_earliest, self.promised_latest).as_json()
        late = {
            "day": on.isoformat(),
            "promise": promise.as_json(),
            "parts": [part.as_json() for part in parts],
        }
        self.quote = {"promise": shown, **self.quote, "paid_late": late}
        self.leaves_by = promise.leaves_by
        self.promised_earliest, self.promised_latest = promise.earliest, promise.latest
        fields = ["quote", "leaves_by", "promised_earliest", "promised_latest"]
        self.save(update_fields=fields)

    @property
    def stated(self):
        """The quote with the promise in force: as shown, or as worked out when the money came."""
        return {**self.quote, **self.quote.get("paid_late", {})}

    @property
    def leaving_days(self):
        """{warehouse id: the day its parcel was to leave by}, as shown; empty where no parts were
        kept."""
        return {
            part["warehouse_id"]: date.fromisoformat(part["promise"]["leaves_by"])
            for part in self.quote.get("parts", ())
        }

    @property
    def first_leaves_by(self):
        """The day on which the first of its parcels leaves: until then the money has to be here."""
        return min(self.leaving_days.values(), default=self.leaves_by)

    def was_too_late_for(self, warehouse_id):
        """Did the money come after the day on which this warehouse's parcel was to leave?"""
        late = self.quote.get("paid_late", {"parts": ()})
        return any(part["warehouse_id"] == warehouse_id for part in late["parts"])

    @property
    def paid_late_on(self):
        """The day the money came, where that was too late for the dates shown; else None. A parcel
        that leaves later within the same dates is no news."""
        late = self.quote.get("paid_late")
        if late is None:
            return None
        new, shown = (Promise.from_json(one["promise"]) for one in (late, self.quote))
        if (new.earliest, new.latest) == (shown.earliest, shown.latest):
            return None
        return date.fromisoformat(late["day"])

    def pay_by(self, method_code, *, at):
        """The buyer pays another way; the sum stays as it was agreed. Who turns to a transfer is
        told where to."""
        with transaction.atomic():
            self.payment_method = method_code
            self.save(update_fields=["payment_method"])
            if method_code == TRANSFER:
                record(self, "order_awaits_transfer", at=at, by="buyer")

    def note_paid_by(self, method_code):
        """The money came another way than the one chosen last: by that it goes back."""
        if self.payment_method != method_code:
            self.payment_method = method_code
            self.save(update_fields=["payment_method"])

    def cancel(self, *, at, by, because="", note="", left=None):
        """Give the stock back and withdraw the parcels; those that came back unopened (refused at
        the door, nobody found) are goods of ours again. `because`: one of Because; without it
        whoever does it wished it; `note`: words to it that the customer reads; `left` as
        `give_stock_back` takes it. Raises WrongState, and changes nothing, while a parcel is with
        the carrier or the buyer."""
        because = because or (self.Because.BUYER if by == "buyer" else self.Because.SELLER)
        with transaction.atomic():
            parcels = list(self.shipments.select_for_update())
            if any(parcel.is_out for parcel in parcels):
                raise WrongState(self, self.State.CANCELLED)
            moved = self.move_to(
                self.State.CANCELLED,
                at=at,
                by=by,
                detail={"because": because},
                cancelled_at=at,
                cancelled_because=because,
                cancelled_note=note,
            )
            if moved:
                open_ones = self.allocations().filter(shipment__undelivered=None)
                self.give_stock_back(open_ones, left=left, at=at, by=by)
                for parcel in parcels:
                    if Shipment.State.CANCELLED in Shipment.MOVES.get(parcel.state, ()):
                        parcel.cancel(at=at, by=by)
                self.give_credit_back(at=at)
        return moved

    def note_given_back_whole(self, *, at):
        """Everything of it has gone back: it counts no more, what paid for it can be used again."""
        unkeep(self.customer, self.number, at=at)
        self.give_credit_back(at=at)

    def allocations(self):
        return Allocation.objects.filter(line__order=self).order_by("pk")

    def give_stock_back(self, allocations, *, left=None, at, by):
        """What was only held is free again; what had been taken for a parcel goes on its shelf.
        Lost goods stay lost. `left`: {line id: how many did not come back in a return}, None: all
        of them."""
        found = allocations.select_related("shipment").exclude(shipment__state=Shipment.State.LOST)
        allocations = list(found)
        stocking.lock(allocation.stock_id for allocation in allocations)
        held, taken = held_and_taken(allocations)
        for one, quantity in came_back(held, taken, left):
            stocking.put(
                one.stock_id,
                quantity,
                reason=StockMovement.Reason.RETURNED,
                reference=str(self.number),
                by=by,
                at=at,
            )
        stocking.release([(one.stock_id, one.quantity) for one in held])

    def approve(self, *, at, by):
        """The buyer keeps it, or the time to say otherwise has passed."""
        with transaction.atomic():
            moved = self.move_to(self.State.APPROVED, at=at, by=by, approved_at=at)
            if moved and self.customer_id:
                keep(self.customer, self.number, at=at)
        return moved

    @property
    def service_title(self):
        return (get_language() == "en" and self.quote.get("name_en")) or self.service_name

    @property
    def shipments(self):
        """Parcels on their way to the customer, first one first."""
        return Shipment.objects.outbound().filter(reference=str(self.number)).order_by("pk")

    def postpone_approval(self, until, *, at, by):
        """The parcel is not there yet: the clock approves later, and the seller hears of it."""
        with transaction.atomic():
            self.approval_postponed_to = until
            self.save(update_fields=["approval_postponed_to"])
            record(self, "order_approval_postponed", at=at, by=by, detail={"until": str(until)})
