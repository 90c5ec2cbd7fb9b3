"""What search engines may read, in both languages."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from .models import Category, Product


class Pages(Sitemap):
    i18n = True
    alternates = True
    limit = 10_000


class HomePage(Pages):
    def items(self):
        return ["home"]

    def location(self, name):
        return reverse(name)


class CategoryPages(Pages):
    def items(self):
        return Category.objects.all()

    def lastmod(self, category):
        return category.refreshed_at


class ProductPages(Pages):
    def items(self):
        return Product.objects.filter(is_active=True).only("slug", "changed_at").order_by("pk")

    def lastmod(self, product):
        return product.changed_at


SITEMAPS = {"home": HomePage, "categories": CategoryPages, "products": ProductPages}
