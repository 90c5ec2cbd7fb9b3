"""What allauth should do our way: mails as rows that a worker sends, the member's own language,
guest orders."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from notifications.brand import brand
from notifications.events import Recipient, tell_sealed
from notifications.greeting import first_name
from notifications.writing import render, tidy
from shop.customers.models import Customer
from shop.customers.place import COOKIE, default_province, remember_province
from shop.customers.visitors import counted_address
from shop.orders.claiming import claim_guest_orders


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": gettext_lazy(
            "E-mail or password is wrong. Check them and try again."
        ),
        "too_many_login_attempts": gettext_lazy(
            "The password was wrong several times. Try again in a few minutes, or choose a new one."
        ),
    }

    def save_user(self, request, user, form, commit=True):
        user.language = get_language()
        return super().save_user(request, user, form, commit=commit)

    def confirm_email(self, request, email_address):
        with transaction.atomic():
            confirmed = super().confirm_email(request, email_address)
            if confirmed:
                claim_guest_orders(email_address.user, email_address.email)
        return confirmed

    def post_login(self, request, user, **kwargs):
        """Orders placed as a guest since the last visit join too; the province of the first
        address is remembered, so that later pages need not ask for it."""
        for proven in EmailAddress.objects.filter(user=user, verified=True):
            claim_guest_orders(user, proven.email)
        response = super().post_login(request, user, **kwargs)
        if COOKIE not in request.COOKIES and (province := default_province(user)):
            remember_province(response, province)
        return response

    def get_client_ip(self, request):
        return counted_address(request)

    def get_login_redirect_url(self, request):
        with override(request.user.language):
            return reverse(settings.LOGIN_REDIRECT_URL)

    def format_email_subject(self, subject):
        return f"{brand().name}: {subject}"

    def send_mail(self, template_prefix, email, context):
        """One row beside all other messages, in the transaction of what it tells: nothing but
        PostgreSQL need be there. Whoever has no account may be written to as well."""
        facts = {"email": email, "brand": brand(), **context}
        mail = self.render_mail(template_prefix, email, facts)
        headline = mail.subject.removeprefix(self.format_email_subject(""))
        worn = dressed(headline, mail.body, context.get("user"))
        text = tidy(render("account/email/_letter.txt", worn)) + "\n"
        words = (mail.subject, text, render("account/email/_letter.html", worn))
        reader = context.get("user") or Customer()
        tell_sealed(
            reader,
            "account_mail",
            Recipient("buyer", reader.name, email=email, language=get_language()),
            words,
            at=timezone.now(),
            detail={"mail": template_prefix.rpartition("/")[2]},
        )


def dressed(headline, body, user):
    """What the frame of all our mails wants to know of one of the account's: the paragraph that is
    a link becomes the button."""
    worn = brand()
    paragraphs = body.strip().split("\n\n")
    links = [part for part in paragraphs if part.startswith("http")]
    cut = paragraphs.index(links[0]) if links else len(paragraphs)
    return {
        "shop": worn.name,
        "brand": worn,
        "name": first_name(user.name) if user else "",
        "seller": settings.SELLER,
        "language": get_language(),
        "headline": headline,
        "lead": "\n\n".join(paragraphs[:cut]),
        "link": links[0] if links else f"{settings.SITE_URL}{reverse('account')}",
        "button": headline if links else _("My account"),
        "after": "\n\n".join(paragraphs[cut + 1 :]),
    }
