"""The line of imports: each room imports only from rooms to its left."""

import ast
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from subprocess import run

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
LINE = ["notifications", "shipping", "shop", "returns", "demo"]
ASKS_BY_NAME = {"prefetch_related", "values", "values_list", "order_by", "annotate", "F", "Count"}
AREAS = [
    "customers", "catalog", "loyalty", "cart", "orders", "payments", "checkout", "service",
]  # fmt: skip
FILES = [
    path
    for room in [*LINE, "sandbox"]
    for path in sorted((ROOT / room).rglob("*.py"))
    if "migrations" not in path.parts
]


def modules_imported_by(path):
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *filter(None, [node.module])])
            yield module, node
            yield from ((f"{module}.{alias.name}", node) for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Later":
            yield node.args[0].value, node


def stands_to_the_right(importer, imported):
    """True when `imported` (a dotted module) stands to the right of the file `importer`."""
    mine, theirs = importer.relative_to(ROOT).parts, imported.split(".")
    if theirs[0] == "sandbox" or mine[0] == "sandbox":
        return theirs[0] in {*LINE, "sandbox"} and mine[0] != theirs[0]
    if theirs[0] not in LINE:
        return False
    if mine[0] != theirs[0]:
        return LINE.index(theirs[0]) > LINE.index(mine[0])
    if mine[0] != "shop" or len(theirs) < 2 or mine[1] not in AREAS or theirs[1] not in AREAS:
        return False
    return AREAS.index(theirs[1]) > AREAS.index(mine[1])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_room_imports_only_from_its_left(path):
    wrong = {name for name, _ in modules_imported_by(path) if stands_to_the_right(path, name)}
    assert not wrong


def names_given_from_the_right_of(room):
    """The names by which things of the rooms to its right hang on those it may know."""
    place = LINE.index(room) + 1
    return {
        relation.get_accessor_name()
        for model in apps.get_models()
        for relation in model._meta.related_objects
        if model._meta.app_label in LINE[:place]
        and relation.related_model._meta.app_label in LINE[place:]
    }


def names_read_in(path):
    """Attributes of things, but those set or defined in the same file; keywords of questions
    (`returns__state=…`), and texts that name a way through the tables (`"returns__lines"`, and what
    `prefetch_related` and the like are told)."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    own = {node.attr for node in attributes if isinstance(node.ctx, ast.Store)}
    own |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    yield from {node.attr for node in attributes} - own
    for node in nodes:
        if isinstance(node, ast.keyword) and node.arg:
            yield from node.arg.split("__")
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ASKS_BY_NAME:
            told = [one.value for one in node.args if isinstance(one, ast.Constant)]
            yield from (name for text in told for name in str(text).split("__"))
        elif isinstance(node, ast.Constant) and re.fullmatch(r"\w+__\w+", str(node.value)):
            yield from str(node.value).split("__")


@pytest.mark.parametrize("room", LINE[:-1])
def test_no_room_reads_what_hangs_on_its_things_from_the_right(room):
    """`order.returns` imports nothing and knows returns all the same."""
    theirs = names_given_from_the_right_of(room)
    read = {
        (name, str(path.relative_to(ROOT)))
        for path in FILES
        if path.relative_to(ROOT).parts[0] == room
        for name in theirs.intersection(names_read_in(path))
    }
    assert read == set()


def test_no_import_hides_inside_a_function():
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_what_is_loaded_later_is_there_and_its_loading_stands_at_the_top():
    later = [
        (name, node.col_offset)
        for path in FILES
        for name, node in modules_imported_by(path)
        if isinstance(node, ast.Call)
    ]
    assert "shipping.labels" in dict(later)
    assert [name for name, _ in later if not find_spec(name)] == []


def test_a_web_worker_at_its_start_holds_no_library_that_few_pages_need():
    """In a process of its own: this one has loaded them all."""
    heavy = {"zeep", "lxml", "reportlab", "PIL", "requests", "babel", "holidays", "numpy"}
    told = run(
        [sys.executable, "-c", "import sys, shop.wsgi; print(*sys.modules)"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    assert heavy & set(told.split()) == set()


def test_the_line_is_not_blind(tmp_path):
    reads = tmp_path / "reads.py"
    asked = ["order.returns.all()", "q(returns__state=1)", "o.prefetch_related('returns__lines')"]
    for line in asked:
        reads.write_text(line)
        assert "returns" in names_given_from_the_right_of("shop") & set(names_read_in(reads))
    assert stands_to_the_right(ROOT / "shipping/quotes.py", "shop.orders.models")
    assert stands_to_the_right(ROOT / "shop/catalog/models.py", "shop.cart.models")
    assert stands_to_the_right(ROOT / "shop/urls.py", "sandbox.app")
    assert not stands_to_the_right(ROOT / "returns/models.py", "shop.orders.models")
