"""Every variable the settings read has a line in .env.example, and the other way round."""

import re

from django.conf import settings

NAME = re.compile(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"')
SET_BY_DJANGO_OR_MAKE = {"PORT", "WEB_WORKERS"}


def test_env_example_is_complete():
    read = set(NAME.findall((settings.BASE_DIR / "shop/settings.py").read_text()))
    example = (settings.BASE_DIR / ".env.example").read_text()
    told = set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE))
    assert told - SET_BY_DJANGO_OR_MAKE == read
