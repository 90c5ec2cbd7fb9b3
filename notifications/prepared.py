"""SQL put together once. Django composes it anew each time a queryset is asked or a row written,
which costs a page several times what running it does.

    BY_SKU = Prepared(lambda sku: Variant.objects.filter(sku=sku).select_related("product"))
    BY_SKU("KUPA-1")  # → [Variant]

The function is asked once, with a place for each value; from then on only the values change. It may
use whatever leads to whole rows in one query (joins, `only`, annotations, slices), and cannot look
at its values.

    insert(first, second)  # two new rows of one model, in one statement
"""

from functools import cache, cached_property
from inspect import signature

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import AutoField, Expression
from django.db.models.base import ModelState


class Prepared:
    def __init__(self, build):
        self.build = build

    def __call__(self, *values):
        plan = self.plan
        given = [values[one.position] if isinstance(one, Place) else one for one in plan.params]
        with connection.preparing_cursor() as cursor:
            cursor.execute(plan.sql, given)
            return [plan.thing_of(row) for row in cursor.fetchall()]

    @cached_property
    def plan(self):
        values = map(Place, range(len(signature(self.build).parameters)))
        return Plan(self.build(*values).query.get_compiler(DEFAULT_DB_ALIAS))


class Place(Expression):
    """Where the value number `position` goes."""

    def __init__(self, position):
        super().__init__()
        self.position = position

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Plan:
    """What Django's compiler found out: the SQL, and how one of its rows becomes a model with its
    related ones and annotations."""

    def __init__(self, compiler):
        sql, self.params = compiler.as_sql()
        self.sql = sql % places(len(self.params))
        self.own = Part(compiler.klass_info, compiler.select)
        self.annotations = compiler.annotation_col_map
        self.converters = compiler.get_converters([column for column, *_ in compiler.select])

    def thing_of(self, row):
        if self.converters:
            row = self.converted(list(row))
        thing = self.own.thing_of(row)
        for name, position in self.annotations.items():
            setattr(thing, name, row[position])
        return thing

    def converted(self, row):
        """With what PostgreSQL answers differently from what the fields hold: JSON."""
        for position, (functions, column) in self.converters.items():
            for function in functions:
                row[position] = function(row[position], column, connection)
        return row


class Part:
    """The columns of a row that are one model, and the parts that are related to it. A model is
    filled as it stands: its `__init__` looks at each field and tells signals, which takes longer
    than the query."""

    def __init__(self, about, select):
        columns = about["select_fields"]
        self.model, self.columns = about["model"], slice(columns[0], columns[-1] + 1)
        self.names = [column.target.attname for column, *_ in select[self.columns]]
        self.key = columns[0] + self.names.index(self.model._meta.pk.attname)
        self.related = [
            (one["local_setter"], Part(one, select)) for one in about.get("related_klass_infos", ())
        ]

    def thing_of(self, row):
        if row[self.key] is None:
            return None
        thing = self.model.__new__(self.model)
        thing._state = ModelState()
        thing._state.adding, thing._state.db = False, DEFAULT_DB_ALIAS
        thing.__dict__.update(zip(self.names, row[self.columns], strict=True))
        for hang, part in self.related:
            hang(thing, part.thing_of(row))
        return thing


def insert(*things, unless_there=False):
    """Write new rows of one model; each gets its id. `unless_there`: those that would break a
    unique constraint are left out, and none gets an id."""
    fields, sql = insertion(type(things[0]), len(things), unless_there)
    database = connections[DEFAULT_DB_ALIAS]  # `connection` looks for it at each use
    values = [
        field.get_db_prep_save(field.pre_save(thing, add=True), database)
        for thing in things
        for field in fields
    ]
    with database.preparing_cursor() as cursor:
        cursor.execute(sql, values)
        for thing, (pk,) in zip(things, () if unless_there else cursor, strict=False):
            thing.pk, thing._state.adding, thing._state.db = pk, False, DEFAULT_DB_ALIAS


@cache
def insertion(model, count, unless_there):
    """(the fields to fill, the statement) for so many rows."""
    fields = [one for one in model._meta.concrete_fields if not isinstance(one, AutoField)]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    rows = ", ".join([row] * count) % places(len(fields) * count)
    end = "ON CONFLICT DO NOTHING" if unless_there else f'RETURNING "{model._meta.pk.column}"'
    return fields, (f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {rows} {end}')


def places(count):
    """As PostgreSQL writes them: ("$1", "$2", …)."""
    return tuple(f"${number}" for number in range(1, count + 1))
