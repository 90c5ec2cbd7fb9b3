"""What `manage.py check --deploy` asks of a shop that takes money, beside Django's own questions:
settings that are right for a demo and would lose money, or break the law, on the internet."""

from django.conf import settings
from django.core.checks import Warning as Caution

SHOWN_BY_LAW = ("name", "address", "phone", "email")


def fit_to_sell(app_configs, **kwargs):
    """One Caution for each answer that is wrong."""
    return [Caution(sentence, id=name) for name, sentence in what_is_wrong().items()]


def what_is_wrong():
    """{id: sentence}"""
    takes_cards = "card" in settings.PAYMENT_METHODS
    missing = [name.upper() for name in SHOWN_BY_LAW if not settings.SELLER[name]]
    questions = {
        "kapinda.W001": (settings.DEMO, "DEMO is on: pages show log-ins that anybody may use."),
        "kapinda.W002": (
            takes_cards and settings.CARD_TEST_MODE,
            "CARD_TEST_MODE is on: test payments, which bring no money, pay for orders.",
        ),
        "kapinda.W003": (
            takes_cards and not settings.CARD_BANK_URL.startswith("https://"),
            "CARD_BANK_URL is not https: it still leads to the sandbox's bank, or to none.",
        ),
        "kapinda.W004": (
            missing,
            f"The law wants the seller shown whole; empty: {', '.join(missing)} (SELLER_…).",
        ),
    }
    return {name: sentence for name, (is_wrong, sentence) in questions.items() if is_wrong}
