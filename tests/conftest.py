import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from notifications.brand import forget_brand
from shipping.network import forget_network
from shop.catalog.menu import forget_menu

from .life import merchant, shelf  # noqa: F401
from .processes import (  # noqa: F401
    content_types_survive,
    sandbox,
    sandbox_process,
    server_process,
    shop_server,
    worker,
    worker_process,
)
from .template import migrated_database


def pytest_configure():
    # names of files as they stand in static/: tests need no collectstatic before them
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    # a real hasher takes a quarter of a second for each customer
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # how busy the machine is says nothing about the code
    slow = hypothesis.HealthCheck.too_slow
    hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[slow])
    hypothesis.settings.load_profile("busy")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """No commit waits for the disk: a database that ends with the tests outlives no power cut."""
    name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    connection.close()


@pytest.fixture(scope="session", autouse=True)
def _nobody_asked_before():
    cache.clear()  # the limits of an earlier run


@pytest.fixture(autouse=True)
def _nothing_kept_from_the_test_before():
    forget_menu()
    forget_brand()
    forget_network()
    translation.deactivate()  # a request leaves its language to the thread; links would be of that
