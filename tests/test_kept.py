"""What is kept in memory stays within its bytes and goes with what it was drawn under."""

from shop.kept import BESIDE, Kept, KeptUnder


def test_what_was_asked_for_longest_ago_goes_first():
    kept = Kept(3 * (100 + BESIDE))
    for name in "abc":
        kept.put(name, name.upper(), 100)
    assert kept.get("a") == "A"
    kept.put("d", "D", 100)
    assert [kept.get(name) for name in "abcd"] == ["A", None, "C", "D"]


def test_bytes_are_counted_once_for_what_is_kept_again():
    kept = Kept(1_000_000)
    for size in (5000, 10):
        kept.put("a", "A", size)
    assert kept.bytes == 10 + BESIDE


def test_what_is_larger_than_all_there_is_is_not_kept():
    kept = Kept(5000)
    kept.put("a", "A", 10_000)
    assert (kept.get("a"), kept.bytes) == (None, 0)


def test_all_is_let_go_with_the_snapshot_it_was_drawn_under():
    pages, old, new = KeptUnder(10_000), object(), object()
    before = pages.under(old)
    before.put("a", "old", 1)
    assert pages.under(old).get("a") == "old"
    assert pages.under(new).get("a") is None
    before.put("b", "drawn meanwhile under the old one", 1)
    assert pages.under(new).get("b") is None
