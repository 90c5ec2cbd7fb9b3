"""Hands on the merchant's desk: pages, verbs and what they say."""

from django.urls import reverse
from django.utils import timezone

from shop.payments.models import Payment
from tests import make


def page(thing, name="change"):
    return reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_{name}", args=[thing.pk])


def act(client, thing, verb, **data):
    path = reverse(f"admin:{thing._meta.label_lower.replace('.', '_')}_verb", args=[thing.pk, verb])
    fields = {f"{verb}-{name}": value for name, value in data.items()}
    return client.post(path, fields, follow=True)


def said(response):
    """What the page answers: its messages, then what is wrong with a form, field by field."""
    asked = [verb["form"] for verb in response.context.get("verbs", []) if verb["form"]]
    wrong = [str(one) for form in asked for errors in form.errors.values() for one in errors]
    return [str(message) for message in response.context["messages"]] + wrong


def confirmed(**fields):
    """An order whose parcel waits to be dispatched."""
    order = make.order(placed_at=timezone.now(), **fields)
    order.confirm(at=order.placed_at)
    return order


def started(order, method="transfer"):
    return Payment.objects.create(
        order=order,
        method=method,
        amount=order.total,
        reference=f"{order.number}x1",
        started_at=order.placed_at,
    )
