import pytest
from celery.exceptions import SoftTimeLimitExceeded

from notifications.sweeping import each

pytestmark = pytest.mark.django_db


def acting(seen, failing):
    """An act that notes each row, and raises what `failing` has for it."""

    def act(row):
        seen.append(row)
        if row in failing:
            raise failing[row]

    return act


def test_one_row_that_fails_holds_up_none_behind_it():
    seen = []
    with pytest.raises(ValueError, match="the second"):
        each([1, 2, 3], acting(seen, {2: ValueError("the second")}))
    assert seen == [1, 2, 3]


def test_all_that_failed_is_reported():
    seen = []
    with pytest.raises(ExceptionGroup) as raised:
        each([1, 2, 3], acting(seen, {1: ValueError("first"), 3: KeyError("third")}))
    assert [type(one) for one in raised.value.exceptions] == [ValueError, KeyError]
    assert seen == [1, 2, 3]


def test_a_task_whose_time_is_up_ends_at_once():
    seen = []
    with pytest.raises(SoftTimeLimitExceeded):
        each([1, 2, 3], acting(seen, {2: SoftTimeLimitExceeded()}))
    assert seen == [1, 2]
