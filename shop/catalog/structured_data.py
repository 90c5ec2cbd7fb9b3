"""The page for machines: schema.org, made from the very values the page shows."""

import json

from django.conf import settings
from django.utils.safestring import mark_safe

from .models import in_language

UNSAFE_IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def structured_data(goods):
    """JSON for one <script type="application/ld+json"> of a product's page."""
    graph = [product_data(goods), breadcrumbs(goods.product)]
    said = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return mark_safe(said.translate(UNSAFE_IN_SCRIPT))


def product_data(goods):
    product = goods.product
    data = {
        "@type": "Product",
        "name": product.title,
        "description": in_language(product, "description"),
        "image": [address(shot.src) for shot in goods.shots],
        "category": product.category.title,
        "url": address(product.get_absolute_url()),
    }
    if product.made_in:
        data["countryOfOrigin"] = {"@type": "Country", "name": product.made_in}
    if product.brand:
        data["brand"] = {"@type": "Brand", "name": product.brand}
    if goods.variant:
        data |= {"sku": goods.variant.sku, "offers": offer(goods)}
    return data


def offer(goods):
    data = {
        "@type": "Offer",
        "url": address(f"{goods.product.get_absolute_url()}?variant={goods.variant.sku}"),
        "price": str(goods.variant.price),
        "priceCurrency": "TRY",
        "priceSpecification": prices(goods.variant),
        "itemCondition": "https://schema.org/NewCondition",
        "availability": f"https://schema.org/{'InStock' if goods.left else 'OutOfStock'}",
        "seller": {"@type": "Organization", "name": settings.SELLER["name"]},
        "hasMerchantReturnPolicy": return_policy(goods),
    }
    if not goods.left and goods.variant.back_on:
        data["availabilityStarts"] = goods.variant.back_on.isoformat()
    if goods.quotes.options:
        data["shippingDetails"] = [shipping(goods, option) for option in goods.quotes.options]
    return data


def prices(variant):
    """The price with the day since which it holds, and what it comes to for a kilogram."""
    price = {
        "@type": "UnitPriceSpecification",
        "price": str(variant.price),
        "priceCurrency": "TRY",
        "valueAddedTaxIncluded": True,
    }
    if variant.price_since:
        price["validFrom"] = variant.price_since.isoformat()
    told = variant.unit_price
    if told is None:
        return [price]
    one = {"@type": "QuantitativeValue", "value": "1", "unitCode": told.code}
    return [price, price | {"price": str(told.amount), "referenceQuantity": one}]


def shipping(goods, option):
    """Days as the page's dates give them, counted from today."""
    promise = option.promise
    return {
        "@type": "OfferShippingDetails",
        "shippingRate": {
            "@type": "MonetaryAmount",
            "value": str(option.fee),
            "currency": "TRY",
        },
        "shippingDestination": {
            "@type": "DefinedRegion",
            "addressCountry": "TR",
            "addressRegion": goods.province_name,
        },
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": days(0, (promise.leaves_by - goods.today).days),
            "transitTime": days(
                max((promise.earliest - promise.leaves_by).days, 0),
                (promise.latest - promise.leaves_by).days,
            ),
        },
    }


def days(at_least, at_most):
    return {
        "@type": "QuantitativeValue",
        "minValue": at_least,
        "maxValue": at_most,
        "unitCode": "DAY",
    }


def return_policy(goods):
    policy = {"@type": "MerchantReturnPolicy", "applicableCountry": "TR"}
    if not goods.can_be_returned:
        return policy | {"returnPolicyCategory": "https://schema.org/MerchantReturnNotPermitted"}
    return policy | {
        "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": goods.return_days,
        "returnMethod": "https://schema.org/ReturnByMail",
        "returnFees": "https://schema.org/FreeReturn",
    }


def breadcrumbs(product):
    steps = [(product.category.title, product.category), (product.title, product)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": address(thing.get_absolute_url()),
            }
            for position, (name, thing) in enumerate(steps, start=1)
        ],
    }


def address(path):
    return path if path.startswith("http") else f"{settings.SITE_URL}{path}"
