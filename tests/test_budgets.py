"""Our own budgets: what has grown past them is read by nobody at one go, and is split."""

import ast

import pytest
from django.conf import settings

FILE, FUNCTION, TEMPLATE = 400, 40, 120  # lines
ROOMS = ("notifications", "shipping", "shop", "returns", "demo", "sandbox", "bin", "benchmarks")
CODE = [
    path
    for room in (*ROOMS, "tests")
    for path in (settings.BASE_DIR / room).rglob("*.py")
    if "migrations" not in path.parts
]


def lengths(paths):
    return {str(path.relative_to(settings.BASE_DIR)): lines_of(path) for path in paths}


def lines_of(path):
    return len(path.read_text().splitlines())


def functions():
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                yield f"{path.name}: {node.name}", node.end_lineno - node.lineno + 1


@pytest.mark.parametrize(
    ("measured", "most"),
    [
        (lambda: lengths(CODE), FILE),
        (lambda: dict(functions()), FUNCTION),
        (lambda: lengths((settings.BASE_DIR / "templates").rglob("*.*")), TEMPLATE),
    ],
    ids=["files", "functions", "templates"],
)
def test_nothing_is_longer_than_one_look(measured, most):
    found = measured()
    assert len(found) > 300
    assert {name: lines for name, lines in found.items() if lines > most} == {}
