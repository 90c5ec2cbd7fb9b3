"""Staff read in their language why a message was not sent."""

import pytest
from django.utils.translation import override

from notifications.problems import told


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("the mail server refused it (550)", "e-posta sunucusu kabul etmedi (550)"),
        (
            "Netgsm: the account has no İYS brand (51)",
            "Netgsm: hesapta İYS markası tanımlı değil (51)",
        ),
        ("not a Turkish mobile number", "Türkiye cep telefonu numarası değil"),
        ("numara yok", "numara yok"),
        ("", ""),
    ],
)
def test_a_problem_is_told_in_turkish_with_its_code(written, read):
    with override("tr"):
        assert told(written) == read
    with override("en"):
        assert told(written) == written
