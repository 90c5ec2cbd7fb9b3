"""The command that proves it, on a market made here."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.shipping.forecasts.market import parcels, write_csv


def run(path, **options):
    out = StringIO()
    call_command(
        "backtest_promises",
        str(path),
        evaluate_from=date(2026, 5, 15),
        json=True,
        stdout=out,
        **{"country": "TR", "confidence": 0.9, **options},
    )
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("market") / "parcels.csv"

    def slow(day, carrier):
        return 7 if day % 20 == 3 else 0

    write_csv(path, parcels(150, a_day=5, slow=slow))
    return path


def test_a_replay_prints_one_object_with_every_figure(file):
    figures = run(file)
    assert set(figures) == {
        *("orders", "in_window", "mean_width_days", "on_time", "mean_latest_days"),
        *("promised_on_time", "promised_mean_latest_days", "late_orders"),
        *("warned_recall", "warned_precision", "median_warning_hours", "seconds"),
    }
    assert figures["orders"] == 100  # of the 20 days from the 15th of May, five a day
    assert figures["promised_mean_latest_days"] == 12
    assert 0.8 <= figures["in_window"] <= figures["on_time"] <= 1


def test_who_wants_more_certainty_gets_later_days(file):
    assert (
        run(file, confidence=0.97)["mean_latest_days"]
        > run(file, confidence=0.7)["mean_latest_days"]
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n", "columns missing: customer_state, customer_zip3"),
        ("", "columns missing"),
    ],
)
def test_a_file_that_is_no_history_is_refused_with_the_reason(tmp_path, text, sentence):
    path = tmp_path / "wrong.csv"
    path.write_text(text)
    with pytest.raises(CommandError, match=sentence):
        run(path)


def test_a_wrong_time_is_told_with_its_line(tmp_path):
    path = tmp_path / "wrong.csv"
    write_csv(path, parcels(2, a_day=1))
    path.write_text(path.read_text().replace("10:00", "25:99", 1))
    with pytest.raises(CommandError, match="line 2"):
        run(path)


def test_a_chance_of_two_is_refused(file):
    with pytest.raises(CommandError, match="--confidence must lie"):
        run(file, confidence=2)
