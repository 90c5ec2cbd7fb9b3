"""Queries put together once. Django composes the SQL of a queryset anew each time it is asked,
which costs a page several times what running it does.

    BY_SKU = Prepared(lambda sku: Variant.objects.filter(sku=sku).select_related("product"))
    BY_SKU("KUPA-1")  # → [Variant]

The function is asked once, with a place for each value; from then on only the values change. It may
use whatever leads to whole rows in one query (joins, `only`, annotations, slices), and cannot look
at its values.
"""

from functools import cached_property
from inspect import signature

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression
from django.db.models.query import get_related_populators


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
        places = map(Place, range(len(signature(self.build).parameters)))
        return Plan(self.build(*places).query.get_compiler(DEFAULT_DB_ALIAS))


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
        self.sql, self.params = compiler.as_sql()
        about, select = compiler.klass_info, compiler.select
        self.model, fields = about["model"], about["select_fields"]
        self.own = slice(fields[0], fields[-1] + 1)
        self.names = [column.target.attname for column, *_ in select[self.own]]
        self.related = get_related_populators(about, select, DEFAULT_DB_ALIAS)
        self.annotations = compiler.annotation_col_map
        self.converters = compiler.get_converters([column for column, *_ in select])

    def thing_of(self, row):
        if self.converters:
            row = self.converted(list(row))
        thing = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.own])
        for one in self.related:
            one.populate(row, thing)
        for name, position in self.annotations.items():
            setattr(thing, name, row[position])
        return thing

    def converted(self, row):
        """With what PostgreSQL answers differently from what the fields hold: JSON."""
        for position, (functions, column) in self.converters.items():
            for function in functions:
                row[position] = function(row[position], column, connection)
        return row
