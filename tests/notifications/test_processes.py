import pytest
import requests

pytestmark = pytest.mark.slow


def test_the_sandbox_starts_empty(sandbox):
    assert (sandbox.phone(), sandbox.mailbox()) == ([], [])


def test_the_shop_answers_with_a_worker_that_is_alive(worker, shop_server):
    worker.do("shop.service.tasks.note_worker_alive")
    assert requests.get(f"{shop_server}/health/", timeout=5).json()["healthy"] is True
