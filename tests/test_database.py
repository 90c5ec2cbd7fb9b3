"""The connection to PostgreSQL: one that the server closed is opened anew before a page needs it,
and finding that out asks nothing."""

import psycopg
import pytest
import requests
from django.db import IntegrityError, connection

from .processes import wait_until

HANG_UP = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
OTHERS = HANG_UP.replace("count(pg_terminate_backend(pid))", "count(*)")


def asked(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_pages_go_on_after_the_server_closed_every_connection(shelf, shop_server):
    page = f"{shop_server}/products/kupa/"
    assert requests.get(page, timeout=5).status_code == 200
    assert asked(HANG_UP) > 0
    wait_until(lambda: asked(OTHERS) == 0)
    for _ in range(5):  # four threads, each with a connection of its own
        assert requests.get(page, timeout=5).status_code == 200


@pytest.mark.django_db
def test_a_silent_connection_is_usable_and_is_not_asked():
    pid = asked("SELECT pg_backend_pid()")
    with psycopg.connect(**connection.get_connection_params()) as onlooker:
        last_heard = "SELECT state_change FROM pg_stat_activity WHERE pid = %s"
        before = onlooker.execute(last_heard, [pid]).fetchone()
        onlooker.rollback()
        assert connection.is_usable()
        assert onlooker.execute(last_heard, [pid]).fetchone() == before


@pytest.mark.django_db
def test_a_connection_in_a_failed_transaction_is_not_usable(django_user_model):
    first = django_user_model.objects.create(email="a@example.com")
    with pytest.raises(IntegrityError):
        django_user_model.objects.create(pk=first.pk, email="b@example.com")
    assert not connection.is_usable()
