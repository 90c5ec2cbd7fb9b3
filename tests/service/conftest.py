import pytest

from tests import make


@pytest.fixture
def mina(client):
    """The merchant, logged in."""
    client.force_login(make.customer("mina@example.com", "Mina", is_staff=True, is_superuser=True))
    return client
