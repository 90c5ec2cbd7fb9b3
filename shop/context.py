"""What every page may show: brand and seller, the visitor's province, what is in the cart, and the
same page in the other language. Nothing here asks the database for a visitor without a session."""

from django.conf import settings

from notifications.brand import brand
from shipping.places import province_name
from shop.customers.place import province_of


def storefront(request):
    province = province_of(request)
    path = request.path
    turkish = path.removeprefix("/en") if path.startswith("/en/") else path
    return {
        "brand": brand(),
        "seller": settings.SELLER,
        "is_demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "sandbox_url": settings.SANDBOX_URL,
        "province": province,
        "province_name": province_name(province),
        "cart_count": cart_count(request),
        "path_tr": turkish,
        "path_en": f"/en{turkish}",
    }


def cart_count(request):
    """The number the cart left in its cookie; "" when there is none or it is not a number."""
    count = request.COOKIES.get("cart_count", "")
    return count if count.isdecimal() and count != "0" and len(count) < 5 else ""
