"""Django's own connection to PostgreSQL, with two questions less for each request."""

from select import POLLIN, poll

from django.db.backends.postgresql import base
from psycopg import RawCursor
from psycopg.pq import TransactionStatus

WELL = {TransactionStatus.IDLE, TransactionStatus.INTRANS}


class PreparingCursor(base.CursorMixin, RawCursor):
    """PostgreSQL reads and plans a statement once for each connection, and afterwards only takes
    the values. Their places are written as PostgreSQL writes them ($1, $2), so that the statement
    is sent as it stands."""

    def execute(self, query, params=None):
        return super().execute(query, params, prepare=True)


class DatabaseOperations(base.DatabaseOperations):
    def last_executed_query(self, cursor, sql, params):
        """For those who look at queries: a prepared one is told with its places."""
        return super().last_executed_query(cursor, sql, params) or sql


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations

    def is_usable(self):
        """Asked before each request. A connection at rest is silent: one with something to read was
        closed by the server, which says so. Nothing is sent to find out."""
        if self.connection is None or self.connection.pgconn.transaction_status not in WELL:
            return False
        ear = poll()
        ear.register(self.connection.fileno(), POLLIN)
        return not ear.poll(0)

    def preparing_cursor(self):
        """For statements of which only the values change."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(PreparingCursor(self.connection))
