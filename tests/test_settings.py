"""What a merchant sets: every variable told, and a shop on the internet that Django finds safe."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from shop.checks import what_is_wrong
from shop.customers.models import Customer

READ = re.compile(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"')
READ_BY_A_SHELL = re.compile(r"\$\{([A-Z_]+):-")
TOLD = re.compile(r"^#? ?([A-Z_]+)=", re.MULTILINE)
HEADING = re.compile(r"^# --- (.+?)(?: -+)?$", re.MULTILINE)
STARTED = "how it is started (read by Procfile and bin/, not by the shop)"


def under_headings(text, name):
    """{heading: the names below it}, without headings that have none."""
    _before, *parts = HEADING.split(text)
    found = {title: set(name.findall(part)) for title, part in zip(*[iter(parts)] * 2, strict=True)}
    return {title: names for title, names in found.items() if names}


def test_env_example_tells_every_variable_under_the_heading_of_its_setting():
    example = (settings.BASE_DIR / ".env.example").read_text()
    told = under_headings(example, TOLD)
    started = told.pop(STARTED)
    assert told == under_headings((settings.BASE_DIR / "shop/settings.py").read_text(), READ)
    assert started == read_by_shells() - set().union(*told.values())
    assert len(HEADING.findall(example)) == len(told) + 1  # none is empty


def read_by_shells():
    """What the scripts and the Procfile take from the environment, each with a default."""
    scripts = [path for path in (settings.BASE_DIR / "bin").iterdir() if path.suffix != ".py"]
    texts = [path.read_text() for path in (*scripts, settings.BASE_DIR / "Procfile")]
    return {name for text in texts for name in READ_BY_A_SHELL.findall(text)}


def test_with_a_shops_own_address_and_hosts_django_finds_nothing_to_warn_of():
    told = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DEBUG": "false",
            "DEMO": "false",
            "CARD_TEST_MODE": "false",
            "CARD_BANK_URL": "https://bank.example",
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


def test_a_shop_that_would_lose_money_is_told_so_before_it_opens(settings):
    settings.DEMO = settings.CARD_TEST_MODE = True
    settings.CARD_BANK_URL = "http://127.0.0.1:8001/bank"
    settings.SELLER = settings.SELLER | {"address": "", "phone": ""}
    settings.PAYMENT_METHODS = ["transfer"]
    assert list(what_is_wrong()) == ["kapinda.W001", "kapinda.W004"]
    assert "ADDRESS, PHONE" in what_is_wrong()["kapinda.W004"]
    settings.PAYMENT_METHODS = ["card", "transfer"]
    assert list(what_is_wrong()) == [f"kapinda.W00{number}" for number in (1, 2, 3, 4)]


@pytest.mark.django_db
def test_a_shop_on_the_internet_is_not_filled_with_the_demo(settings):
    settings.SECURE, settings.DEMO = True, False
    with pytest.raises(CommandError, match="password anybody may read"):
        call_command("fill_demo_shop", orders=1)
    assert not Customer.objects.exists()
