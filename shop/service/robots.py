"""robots.txt: everything but what belongs to one visitor."""

from django.conf import settings
from django.http import HttpResponse

CLOSED = ("/admin/", "/cart/", "/checkout/", "/account/", "/t/", "/payments/", "/search/")


def robots(request):
    lines = ["User-agent: *"]
    lines += [f"Disallow: {prefix}{path}" for path in CLOSED for prefix in ("", "/en")]
    lines.append(f"Sitemap: {settings.SITE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
