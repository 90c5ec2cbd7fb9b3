from posixpath import normpath

from django.conf import settings
from django.contrib.sitemaps.views import index, sitemap
from django.http import Http404
from django.urls import path, re_path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from shop.catalog.sitemaps import SITEMAPS

from .colours import brand_colours
from .health import health
from .info import InfoPages
from .robots import robots

ALL_PAGES = {**SITEMAPS, "info": InfoPages}


COLOURS = r"(?P<light>[0-9a-f]{6})-(?P<dark>[0-9a-f]{6})\.css$"
NOT_PICTURES = ("manuals/",)  # have an address of their own, to be saved
LONGEST_NAME = 255  # bytes; file systems answer a longer one with an error


# pictures have a new name when they change, so browsers may keep them
@require_safe
@cache_control(max_age=365 * 24 * 3600, public=True, immutable=True)
def picture(request, path):
    if normpath(path).lstrip("/").startswith(NOT_PICTURES):
        raise Http404
    if max(map(len, path.encode().split(b"/"))) > LONGEST_NAME:
        raise Http404
    return serve(request, path, document_root=settings.MEDIA_ROOT)


urlpatterns = [
    path("health/", health, name="health"),
    re_path(f"^brand/{COLOURS}", brand_colours, name="brand_colours"),
    re_path(f"^brand/(?P<scheme>light|dark)/{COLOURS}", brand_colours, name="brand_scheme"),
    path("robots.txt", robots, name="robots"),
    path(
        "sitemap.xml", require_safe(index), {"sitemaps": ALL_PAGES, "sitemap_url_name": "sitemap"}
    ),
    path("sitemap-<section>.xml", require_safe(sitemap), {"sitemaps": ALL_PAGES}, name="sitemap"),
    path("media/<path:path>", picture),
]
