"""Who hears of an order, what may be written to them, and what is no news any more."""

from datetime import timedelta

from django.conf import settings

from notifications.events import Recipient
from notifications.links import Linked

TRANSFER, COD = "transfer", "cod"
AT_THE_BANK = timedelta(minutes=5)  # that long a card buyer may need on the bank's page


class Telling(Linked):
    """What an Order answers when a message about it is written."""

    @property
    def is_paid_on_a_page(self):
        """By card: the bank's page follows at once."""
        return self.payment_method not in {TRANSFER, COD}

    def audience(self, event):
        waits = event.name == "order_placed" and self.is_paid_on_a_page
        return [
            Recipient(
                "buyer",
                self.buyer_name,
                self.buyer_phone if self.wants_sms else "",
                self.buyer_email if self.wants_email else "",
                self.language,
                after=AT_THE_BANK if waits else timedelta(0),
            ),
            Recipient("seller", "", settings.SELLER_PHONE, settings.SELLER_EMAIL),
        ]

    @property
    def receiver(self):
        """Whom to tell when it goes to somebody else; only a phone is known of them."""
        return Recipient("receiver", self.receiver_name, self.receiver_phone, "", self.language)

    def is_news(self, event, now):
        """One message tells that the order is received and paid for, where both come together: at
        the door in the moment it is placed, by card once the bank has said so. A card buyer who
        is still not through after AT_THE_BANK hears that the order waits, unless the news of the
        bank's refusal has said so before."""
        if event.name == "order_confirmed":
            return self.payment_method != COD
        if event.name == "order_awaits_transfer":
            return self.state == self.State.PLACED and self.payment_method == TRANSFER
        if event.name != "order_placed" or not self.is_paid_on_a_page:
            return True
        return self.state == self.State.PLACED and not self.heard_of_refusal

    @property
    def heard_of_refusal(self):
        """A mail has told the buyer that the bank refused: it says too that the order waits."""
        by_mail = self.wants_email and self.buyer_email
        return bool(by_mail) and self.payments.filter(state="declined").exists()

    def message_facts(self, event):
        facts = {"order": self, "number": str(self.number), "link": self.link}
        facts |= {"receiver_link": self.receiver_link, "is_gift": self.is_for_somebody_else}
        if self.payment_method == TRANSFER:
            account = {"iban": settings.TRANSFER_IBAN, "holder": settings.TRANSFER_HOLDER}
            facts["transfer"] = account
        if event.name == "order_placed" and self.payment_method == COD:
            facts["door_sums"] = self.door_sums()
        if event.name in self.received_by():
            facts["papers"] = self.texts.order_by("pk")
        if event.name == "order_cancelled":
            facts["refund"] = self.refund_of_all()
            facts["is_unpaid"] = not self.payments.taken().exists()
        return {**facts, "staff_page": self.staff_page}

    def door_sums(self):
        """[("1 × Ceramic mug", TRY)] to pay with each parcel, in its reader's language; []
        of a single one, which collects the total."""
        coming = self.shipments.filter(undelivered=None).exclude(state="cancelled")
        found = [(" + ".join(one.counted_things), one.cod_amount) for one in coming.order_by("pk")]
        return found if len(found) > 1 else []

    def refund_of_all(self):
        """The Refund of a cancelled order; None where nothing was paid."""
        for payment in self.payments.filter(is_surplus=False):
            if refund := payment.refunds.filter(reference=str(self.number)).first():
                return refund
        return None

    def received_by(self):
        """The messages that say the order is received: what the buyer confirmed goes with them,
        since the law wants it in the buyer's own hands."""
        last = "order_confirmed" if self.is_paid_on_a_page else "order_awaits_transfer"
        return {"order_placed", last}
