import pytest
from django.utils import timezone

from shop.catalog import kept_pages
from tests import make


@pytest.fixture(autouse=True)
def nothing_kept():
    kept_pages.pages.clear()


@pytest.fixture
def clock(monkeypatch):
    """clock("2026-11-23 14:59") sets the time views see."""

    def set_to(text):
        monkeypatch.setattr(timezone, "now", lambda: make.at(text))

    return set_to
