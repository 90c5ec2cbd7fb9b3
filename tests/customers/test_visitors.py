"""Whose address counts, for limits and for what is confirmed with an order."""

import pytest

from shop.customers.visitors import address_of, counted_address


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("10.9.9.9, 203.0.113.9", "203.0.113.9"),  # the first is the visitor's own invention
        ("203.0.113.9:52114", "203.0.113.9"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("2001:DB8::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[::ffff:203.0.113.9]:52114", "203.0.113.9"),
        ("unknown", ""),
        ("' OR 1=1", ""),
        ("", "10.0.0.1"),
    ],
)
def test_behind_a_proxy_the_address_it_wrote_last_counts_where_it_is_one(
    rf, settings, written, address
):
    settings.BEHIND_PROXY = True
    asked = rf.get("/", HTTP_X_FORWARDED_FOR=written, REMOTE_ADDR="10.0.0.1")
    assert address_of(asked) == address


def test_without_a_proxy_nobody_says_where_they_are(rf):
    asked = rf.get("/", HTTP_X_FORWARDED_FOR="203.0.113.9", REMOTE_ADDR="198.51.100.7")
    assert address_of(asked) == "198.51.100.7"


def test_a_socket_has_no_address(rf):
    assert address_of(rf.get("/", REMOTE_ADDR="")) == ""


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("2a02:e0:1:2:3:4:5:6", "2a02:e0:1:2::"),
        ("88.255.1.2", "88.255.1.2"),
        ("::ffff:88.255.1.2", "88.255.1.2"),  # or all of IPv4 would be one
        ("fd00::1", "fd00::1"),  # a proxy's own: behind it may stand everybody
        ("", ""),
    ],
)
def test_a_line_that_numbers_many_as_it_likes_counts_as_one(rf, address, counted):
    assert counted_address(rf.get("/", REMOTE_ADDR=address)) == counted
