"""What holds for every template."""

from pathlib import Path

ROOMS = ("templates", "sandbox/templates")


def test_no_comment_runs_over_a_line_where_it_would_be_printed():
    templates = [one for room in ROOMS for one in Path(room).rglob("*.*") if one.is_file()]
    assert len(templates) > 200
    broken = [
        f"{one}: {line.strip()}"
        for one in templates
        for line in one.read_text().splitlines()
        if line.count("{#") != line.count("#}")
    ]
    assert broken == []
