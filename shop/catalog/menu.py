"""The categories as the frame of every page lists them: read again every few seconds by each
process, and a value, so that what is drawn from them can be kept under it."""

from time import monotonic
from typing import NamedTuple

from django.urls import reverse

from .models import Category, in_language

MENU_SECONDS = 10


class Aisle(NamedTuple):
    """One category of the menu."""

    slug: str
    name: str
    name_en: str

    @property
    def title(self):
        return in_language(self, "name")

    def get_absolute_url(self):
        return reverse("category", args=[self.slug])


class Menu:
    aisles: tuple[Aisle, ...] | None = None
    read_at = 0.0


def menu():
    if Menu.aisles is None or monotonic() - Menu.read_at >= MENU_SECONDS:
        rows = Category.objects.values_list(*Aisle._fields)
        Menu.aisles, Menu.read_at = tuple(Aisle(*row) for row in rows), monotonic()
    return Menu.aisles


def forget_menu():
    Menu.aisles = None
