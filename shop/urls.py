"""The rooms of the shop. Turkish pages stand at the root, English ones under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from shop.customers.place import place

urlpatterns = [
    path("", include("shop.service.machine_urls")),  # health, sitemap, robots
    path("", include("shipping.urls")),  # carriers push scans here
    path("", include("shop.payments.callback_urls")),  # banks call here
    path("place/", place, name="place"),
    path("admin/language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", include("shop.catalog.urls")),
        path("", include("shop.cart.urls")),
        path("", include("shop.checkout.urls")),
        path("", include("shop.payments.urls")),
        path("", include("shop.service.urls")),
        path("account/", include("shop.customers.urls")),
        path("account/", include("allauth.urls")),
        path("", include("returns.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "shop.service.errors.bad_request"
handler404 = "shop.service.errors.not_found"
