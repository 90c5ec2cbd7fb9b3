from django.conf import settings
from django.contrib.sitemaps.views import index, sitemap
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.static import serve

from shop.catalog.sitemaps import SITEMAPS

from .health import health
from .robots import robots

# pictures have a new name when they change, so browsers may keep them
pictures = cache_control(max_age=30 * 24 * 3600, public=True)(serve)

urlpatterns = [
    path("health/", health, name="health"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("media/<path:path>", pictures, {"document_root": settings.MEDIA_ROOT}),
]
