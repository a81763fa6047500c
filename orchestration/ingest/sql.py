"""The few pieces of SQL text that every module of ingest needs: names, literals, transactions.

SQL that knows what a delivery or a contract is does not belong here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


def identifier(name: str) -> str:
    """A name of a table or column, quoted."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | None) -> str:
    """A text as a literal; NULL for None."""
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def one_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[object, ...]:
    """The row of a query that always has exactly one."""
    rows = connection.execute(query).fetchall()
    (row,) = rows
    return tuple(row)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that is done inside takes effect at once at its end, or not at all."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    # One that fails (a full disk) has taken everything back itself.
    connection.commit()
