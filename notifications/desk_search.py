"""Searching at the desk as people type here: i, ı, İ and I are one letter."""

from django.db.models import CharField
from django.db.models.lookups import IContains

ANY_I = "TRANSLATE(UPPER({}), 'İı', 'II')"


@CharField.register_lookup
class Holds(IContains):
    """`name__holds="ilker"` finds İlker: for `icontains` i and İ are two letters."""

    lookup_name = "holds"

    def as_sql(self, compiler, connection):
        column, column_params = self.process_lhs(compiler, connection)
        term, term_params = self.process_rhs(compiler, connection)
        sql = f"{ANY_I.format(column)} LIKE {ANY_I.format(term)}"
        return sql, [*column_params, *term_params]
