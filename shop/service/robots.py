"""robots.txt: what crawlers need not ask for."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

# Not the tracking pages: their "noindex" must be read to be heeded. Nor the checkout: whoever comes
# without a cart is sent to the cart.
CLOSED = ("/admin/", "/cart/", "/account/", "/payments/", "/search/")


@require_safe
def robots(request):
    lines = ["User-agent: *"]
    lines += [f"Disallow: {prefix}{path}" for path in CLOSED for prefix in ("", "/en")]
    lines.append(f"Sitemap: {settings.SITE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
