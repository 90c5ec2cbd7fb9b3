"""What a merchant sets: every variable told, and a shop on the internet that Django finds safe."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

NAME = re.compile(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"')
SET_BY_DJANGO_OR_MAKE = {"PORT", "WEB_WORKERS"}


def test_env_example_is_complete():
    read = set(NAME.findall((settings.BASE_DIR / "shop/settings.py").read_text()))
    example = (settings.BASE_DIR / ".env.example").read_text()
    told = set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE))
    assert told - SET_BY_DJANGO_OR_MAKE == read


def test_with_a_shops_own_address_and_hosts_django_finds_nothing_to_warn_of():
    told = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DEBUG": "false",
            "DEMO": "false",
            "SECRET_KEY": "".join(map(chr, range(48, 123))),
            "SITE_URL": "https://kapinda.example",
            "ALLOWED_HOSTS": "kapinda.example",
            "CSRF_TRUSTED_ORIGINS": "https://kapinda.example",
            "BEHIND_PROXY": "true",
        },
        capture_output=True,
        text=True,
    )
    assert (told.returncode, told.stderr) == (0, ""), told.stderr


@pytest.mark.parametrize(("set_to", "days"), [("3", "14"), ("14", "14"), ("30", "30")])
def test_the_days_of_the_law_are_the_fewest_a_shop_can_give(set_to, days):
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from shop.settings import RETURN_DAYS, RETURN_SEND_DAYS;"
            "print(RETURN_DAYS, RETURN_SEND_DAYS)",
        ],
        cwd=settings.BASE_DIR,
        env=os.environ | {"RETURN_DAYS": set_to, "RETURN_SEND_DAYS": set_to},
        capture_output=True,
        text=True,
    )
    assert told.stdout.split() == [days, days], told.stderr


@pytest.mark.django_db
def test_migrations_are_up_with_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
