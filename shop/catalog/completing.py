"""Products on sale that tell a shopper less than they should."""

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from .manuals import Manual
from .models import Product

LACKS = {
    "manual": (_("a manual"), ~Exists(Manual.objects.filter(product=OuterRef("pk")))),
    "specifications": (_("specifications"), Q(specifications=[])),
    "made_in": (_("the place of production"), Q(made_in="")),
}


def how_many_lack():
    """{what: how many products on sale lack it}, in one query."""
    counts = {what: Count("pk", filter=lacks) for what, (_name, lacks) in LACKS.items()}
    return Product.objects.filter(is_active=True).aggregate(**counts)


class Lacks(admin.SimpleListFilter):
    title = _("lacks")
    parameter_name = "lacks"

    def lookups(self, request, model_admin):
        return [(what, name) for what, (name, _lacks) in LACKS.items()]

    def queryset(self, request, products):
        if self.value() not in LACKS:
            return products
        return products.filter(LACKS[self.value()][1], is_active=True)
