import pytest
from django.conf import settings

from shop.templatetags.look import forget_kept_parts


def pytest_configure():
    # names of files as they stand in static/: tests need no collectstatic before them
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_test_before():
    forget_kept_parts()
