import pytest

from shipping.carriers.breaker import forget_breakers


@pytest.fixture(autouse=True)
def breakers_are_closed():
    forget_breakers()
    yield
    forget_breakers()
