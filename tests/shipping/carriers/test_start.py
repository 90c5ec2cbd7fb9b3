import os
import subprocess
import sys

import pytest
from django.conf import settings

from shipping.carriers import carrier_named, load_carriers


def test_every_carrier_named_is_loaded():
    load_carriers()
    assert [carrier_named(code).code for code in settings.CARRIERS] == settings.CARRIERS


@pytest.mark.parametrize("name", ["HEPSIJET_COMPANY_CODE"])
def test_a_web_server_does_not_start_without_an_option(name):
    started = start(["-c", "import shop.wsgi"], without=name)
    assert started.returncode == 1
    assert f"ImproperlyConfigured: {name} is not set" in started.stderr


def test_a_worker_does_not_start_without_an_option():
    started = start(["-m", "celery", "-A", "shop", "worker", "-c", "1"], without="YURTICI_USER")
    assert started.returncode == 1
    assert "YURTICI_USER is not set" in started.stderr


def start(arguments, *, without):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {without: "", "DJANGO_SETTINGS_MODULE": "shop.settings"},
        capture_output=True,
        text=True,
        timeout=20,
    )
