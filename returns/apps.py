from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from notifications.later import Later
from shop.orders import sent_back

models = Later("returns.models")


class ReturnsConfig(AppConfig):
    name = "returns"
    verbose_name = _("Returns")

    def ready(self):
        sent_back.asked.append(returns_of)


def returns_of(order):
    return list(models.Return.objects.filter(order=order).select_related("shipment").order_by("pk"))
