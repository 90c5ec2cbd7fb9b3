"""Rows read by SQL that is put together once. Django makes the same words anew each time it is
asked, which costs several times the answer; where a page asks the same for every visitor, it reads
here. What comes is Django's own: model instances with all their fields."""

from functools import cache

from django.db import DEFAULT_DB_ALIAS, connection


def rows_of(model, where, values):
    """Instances for `where`: SQL of ours after WHERE, never anything of a visitor's. It may go on
    with ORDER BY; `values` fill its %s."""
    select, names, made = plan(model)
    with connection.cursor() as cursor:
        cursor.execute(select + where, values)
        rows = cursor.fetchall()
    for place, field in made:
        rows = [
            (*row[:place], field.from_db_value(row[place], None, connection), *row[place + 1 :])
            for row in rows
        ]
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in rows]


@cache
def plan(model):
    """(SQL up to the condition, names of the fields, [(place, field that makes its value)])."""
    fields = model._meta.concrete_fields
    table = f'"{model._meta.db_table}"'
    columns = ", ".join(f'{table}."{field.column}"' for field in fields)
    return (
        f"SELECT {columns} FROM {table} WHERE ",
        [field.attname for field in fields],
        [(place, one) for place, one in enumerate(fields) if hasattr(one, "from_db_value")],
    )
