"""A real Chromium on the shop served by gunicorn. Whatever it complains about fails the test.

BROWSER_SHOTS=<folder> keeps a picture of each page (see `look.py`); put it outside the repository.
"""

import os
import shutil

import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WIDE = {"viewport": {"width": 1280, "height": 900}, "has_touch": False, "is_mobile": False}


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium():
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip("no Chromium: install it (Debian: sudo apt-get install chromium)")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread; the tests themselves wait for each answer
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, shop_server):
    """Opens a page in a browser of its own: `open_page(java_script_enabled=False)`. At the end of
    the test none may have said anything in its console."""
    contexts, complaints = [], []

    def opened(**wishes):
        options = {"locale": "tr-TR", "base_url": settings.SITE_URL, **PHONE, **wishes}
        context = chromium.new_context(**options)
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: hear(complaints, said))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def hear(complaints, said):
    """Errors and broken content security rules of our own pages."""
    if said.type == "error" and said.location["url"].startswith(settings.SITE_URL):
        complaints.append(f"{said.text} ({said.location['url']})")


@pytest.fixture
def phone(open_page):
    return open_page()
