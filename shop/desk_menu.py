"""How the merchant's pages look and what stands in their side bar: unfold's settings."""

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def desk_room(title, *links):
    """A part of the side bar; `links` are (title, icon, page of the admin)."""
    items = [
        {
            "title": title,
            "icon": icon,
            "link": reverse_lazy(f"admin:{page}"),
            "permission": lambda request, page=page: may_open(request.user, page),
        }
        for title, icon, page in links
    ]
    return {"title": title, "separator": title is not None, "items": items}


def may_open(user, page):
    """May they see a page of the desk, "shop_order_changelist" or another by its URL name?"""
    if page == "index":
        return True
    app, model = page.removesuffix("_changelist").split("_", 1)
    return any(user.has_perm(f"{app}.{right}_{model}") for right in ("view", "change"))


UNFOLD = {
    "SITE_TITLE": "notifications.brand.shop_name",
    "SITE_HEADER": "notifications.brand.shop_name",
    "SITE_SYMBOL": "door_front",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("brand/favicon.svg"),
        }
    ],
    "SHOW_LANGUAGES": True,
    "DASHBOARD_CALLBACK": "returns.dashboard.landing",
    "STYLES": [
        lambda request: static("css/admin.css"),
        lambda request: static("css/admin-forms.css"),
        lambda request: static("css/admin-buttons.css"),
        lambda request: static("css/admin-frame.css"),
        lambda request: static("css/admin-promises.css"),
    ],
    "COLORS": {
        "primary": {  # cobalt, as in static/css/tokens.css
            "50": "oklch(97% .014 262)",
            "100": "oklch(93% .03 262)",
            "200": "oklch(87% .06 262)",
            "300": "oklch(78% .1 262)",
            "400": "oklch(68% .14 262)",
            "500": "oklch(56% .17 262)",
            "600": "oklch(47% .17 262)",
            "700": "oklch(41% .15 262)",
            "800": "oklch(35% .12 262)",
            "900": "oklch(30% .09 262)",
            "950": "oklch(22% .07 262)",
        }
    },
    "SIDEBAR": {
        "show_search": True,
        "navigation": [
            desk_room(
                None,
                (_("Today"), "today", "index"),
                (_("Orders"), "receipt_long", "shop_order_changelist"),
                (_("Parcels"), "package_2", "shipping_shipment_changelist"),
                (_("Returns"), "undo", "returns_return_changelist"),
                (_("Payments"), "payments", "shop_payment_changelist"),
                (_("Refunds"), "currency_exchange", "shop_refund_changelist"),
                (_("Calls to make"), "call", "shop_call_changelist"),
            ),
            desk_room(
                _("Goods"),
                (_("Products"), "sell", "shop_product_changelist"),
                (_("Categories"), "category", "shop_category_changelist"),
                (_("Stock"), "shelves", "shop_stock_changelist"),
            ),
            desk_room(
                _("Delivery"),
                (_("How our word was kept"), "verified", "shipping_promiseentry_changelist"),
                (_("Warehouses"), "warehouse", "shipping_warehouse_changelist"),
                (_("Carriers"), "local_shipping", "shipping_carrier_changelist"),
                (_("Services and tariffs"), "sell", "shipping_service_changelist"),
                (_("Free delivery and margins"), "savings", "shop_ordermargin_changelist"),
                (_("Closed days"), "event_busy", "shipping_closedday_changelist"),
                (_("Return fees"), "undo", "returns_returnfee_changelist"),
                (_("Remedies for delays"), "redeem", "shop_remedyrule_changelist"),
            ),
            desk_room(
                _("People"),
                (_("Customers"), "group", "shop_customer_changelist"),
                (_("Loyalty tiers"), "loyalty", "shop_tier_changelist"),
                (_("Vouchers and points"), "confirmation_number", "shop_credit_changelist"),
                (_("Messages"), "sms", "notifications_message_changelist"),
                (_("Events"), "history", "notifications_event_changelist"),
            ),
            desk_room(
                _("The shop itself"),
                (_("Look and words"), "palette", "notifications_brand_changelist"),
                (_("Words of messages"), "edit_note", "notifications_wording_changelist"),
            ),
        ],
    },
}
