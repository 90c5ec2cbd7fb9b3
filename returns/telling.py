"""Who hears of a return, and the page they are sent to."""

from django.urls import reverse

from notifications.links import token_for
from shop.orders.credit import credit_in

from .readers import BUYER, RECEIVER


class Telling:
    """What a Return answers when a message about it is written."""

    @property
    def link(self):
        """The path of this return's page as the buyer sees it."""
        return reverse("return", args=[BUYER, token_for(self.order.link_nonce), self.number])

    @property
    def credit(self):
        """TRY that goes back to the voucher or the points that paid for it."""
        return credit_in(self.refund_lines)

    @property
    def credit_words(self):
        """Once it is accepted, and where something paid by them came back."""
        is_back = self.state in self.GIVEN_BACK and self.credit
        return self.order.credit_words(self.credit) if is_back else ""

    @property
    def staff_page(self):
        """The path of the return in the admin."""
        return f"{reverse('admin:index')}returns/return/{self.pk}/change/"

    @property
    def receiver_link(self):
        """The path of this return's page as the receiver who asked for it sees it."""
        token = token_for(self.order.link_nonce, "receiver")
        return reverse("return", args=[RECEIVER, token, self.number])

    def audience(self, event):
        """One message per step: `return_code_ready` tells of the approval, because it brings the
        code along, and the refund's own `refund_done` tells the buyer of the money. What a receiver
        sends back is told to them; the buyer hears of it when it is certain that money comes."""
        told_elsewhere = {"return_approved"} | ({"return_settled"} if self.refund_id else set())
        if self.send_by is None:  # its goods came back another way, and that was told
            told_elsewhere |= {"return_lapsed"}
        people = self.order.audience(event)
        if self.is_receivers:
            is_certain = event.name == "return_accepted"
            others = [one for one in people if is_certain or one.role != "buyer"]
            people = [self.order.receiver, *others]
        if event.name in told_elsewhere:
            return [person for person in people if person.role == "seller"]
        return people

    def message_facts(self, event):
        facts = self.order.message_facts(event)
        end = "rating/" if event.name == "return_rating_asked" else ""
        links = {"link": self.link + end, "receiver_link": self.receiver_link + end}
        links["staff_page"] = self.staff_page
        return {**facts, "return": self, "returned": self, **links}
