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

    def __init__(self, database):
        super().__init__(database.connection)
        self.database = database

    def execute(self, query, params=None):
        self.database.validate_no_broken_transaction()
        with self.database.wrap_database_errors:
            return super().execute(query, params, prepare=True)

    def close(self):
        """It is kept for the next question."""


class DatabaseOperations(base.DatabaseOperations):
    def last_executed_query(self, cursor, sql, params):
        """For those who look at queries: a prepared one is told with its places."""
        return super().last_executed_query(cursor, sql, params) or sql


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    kept_cursor = None

    def is_usable(self):
        """Asked before each request. A connection at rest is silent: one with something to read was
        closed by the server, which says so. Nothing is sent to find out."""
        if self.connection is None or self.connection.pgconn.transaction_status not in WELL:
            return False
        ear = poll()
        ear.register(self.connection.fileno(), POLLIN)
        return not ear.poll(0)

    def preparing_cursor(self):
        """For statements of which only the values change. A connection has one and keeps it, as
        making one takes longer than asking: read what it answers before you ask the next."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        if self.kept_cursor is None or self.kept_cursor.connection is not self.connection:
            self.kept_cursor = PreparingCursor(self)
        is_watched = self.queries_logged or self.execute_wrappers
        return self._prepare_cursor(self.kept_cursor) if is_watched else self.kept_cursor
