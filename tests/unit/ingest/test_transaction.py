"""What becomes of a transaction that fails: nothing of it stays, and its own error is told."""

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.ingest.sql import transaction

ONE = "insert into numbered values (1)"
TWO = "insert into numbered values (2)"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create table numbered (number integer primary key)")
        yield connection


def rows(connection: duckdb.DuckDBPyConnection) -> list[tuple[int]]:
    return connection.execute("from numbered").fetchall()


def take(*statements: tuple[duckdb.DuckDBPyConnection, str]) -> None:
    """Execute statements while a transaction of the first one's connection goes on."""
    with transaction(statements[0][0]):
        for connection, statement in statements:
            connection.execute(statement)


def test_what_fails_inside_leaves_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.ConversionException):
        take((connection, ONE), (connection, "insert into numbered values ('two')"))

    assert rows(connection) == []


def test_a_failed_commit_is_told_as_it_is(connection: duckdb.DuckDBPyConnection) -> None:
    other = connection.cursor()

    with pytest.raises(duckdb.TransactionException, match="Failed to commit"):
        take((connection, ONE), (connection, TWO), (other, ONE))

    assert rows(connection) == [(1,)]
    take((connection, TWO))
    assert rows(connection) == [(1,), (2,)]
