"""What every page may show: the seller, the visitor's province, what is in the cart."""

from django.conf import settings

from shipping.places import province_name


def storefront(request):
    return {
        "seller": settings.SELLER,
        "is_demo": settings.DEMO,
        "sandbox_url": settings.SANDBOX_URL,
        "province": request.COOKIES.get("province", ""),
        "province_name": province_name(request.COOKIES.get("province", "")),
        "cart_count": request.COOKIES.get("cart_count", ""),
    }
