"""A carrier that is down is left alone."""

from shipping.carriers.breaker import PROBES, Breaker


def test_five_failures_in_a_row_open_the_breaker():
    breaker = Breaker(pause=60)
    for second in range(5):
        assert breaker.lets_pass(second)
        breaker.note(went_well=False, now=second)
    assert not breaker.lets_pass(5)
    assert not breaker.lets_pass(63.9)
    assert breaker.lets_pass(64)


def test_half_of_ten_calls_in_a_minute_open_the_breaker():
    breaker = Breaker(pause=60)
    for second in range(10):
        breaker.note(went_well=second % 2 == 0, now=second)
    assert not breaker.lets_pass(10)


def test_half_of_ten_calls_in_an_hour_do_not():
    breaker = Breaker(pause=60)
    for call in range(10):
        breaker.note(went_well=call % 2 == 0, now=call * 300)
    assert breaker.lets_pass(3000)


def test_after_the_pause_one_failure_opens_it_again_and_three_good_calls_close_it():
    breaker = Breaker(pause=60)
    for _ in range(5):
        breaker.note(went_well=False, now=0)
    breaker.note(went_well=False, now=60)
    assert not breaker.lets_pass(61)
    for _ in range(PROBES):
        breaker.note(went_well=True, now=120)
    breaker.note(went_well=False, now=121)
    assert breaker.lets_pass(122)
