"""Publication: the marts of the build database become the file that everyone reads.

Here: copying the marts into a new file and putting it in place with one rename. Readers see
the old file or the new one, whole, whatever happens in between.
Not here: building or judging the marts.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.publish.audit import audit_verdict

# Readers from DuckDB 1.2.2 on can open it.
STORAGE_VERSION = "v1.2.0"
SCHEMA = "marts"
# The catalog of the build database, which DuckDB names after the file. Names are spelled out with
# it, for marts.kpi is ambiguous to DuckDB where both a catalog and a schema are called marts.
BUILD = "marts"


class PublicationFailed(Exception):
    """The marts cannot be published as they are; the message says what to do."""


@dataclass(frozen=True)
class Publication:
    """What was published: the file, its size and the number of rows of each table."""

    database: Path
    size_bytes: int
    row_counts: dict[str, int]


def publish(build_database: Path, published_database: Path) -> Publication:
    """Replace `published_database` by the marts of `build_database`, if the audit holds.

    The new file is written beside the build database, so both must lie on one file system.

    Raises:
        AuditFailed: a published figure does not agree.
        PublicationFailed: the marts are not tables, or the copy is not equal to them.
    """
    next_database = _empty_place(build_database.parent / "next" / published_database.name)
    with _opened(build_database, next_database) as connection:
        audit_verdict(connection).require()
        row_counts = _copy_marts(connection)
    _seal(next_database)
    _put_in_place(next_database, published_database)
    return Publication(published_database, published_database.stat().st_size, row_counts)


def _empty_place(database: Path) -> Path:
    """`database` with its directory made and any leftover of an interrupted run removed."""
    database.parent.mkdir(parents=True, exist_ok=True)
    for leftover in database.parent.iterdir():
        leftover.unlink()
    return database


@contextmanager
def _opened(build_database: Path, next_database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads the build database and has the new one attached as `next`."""
    if not build_database.exists():
        raise PublicationFailed(
            f"{build_database} does not exist. Build it first: the job nightly does."
        )
    with duckdb.connect() as connection:
        connection.execute(f"attach {_literal(build_database)} as {BUILD} (read_only)")
        connection.execute(
            f"attach {_literal(next_database)} as next (storage_version '{STORAGE_VERSION}')"
        )
        yield connection
        connection.execute("checkpoint next")
        connection.execute("detach next")


def _copy_marts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Copy every mart with constraints and comments; the number of rows of each."""
    _require_tables_only(connection)
    connection.execute(f"create schema next.{SCHEMA}")
    for definition in _definitions(connection):
        connection.execute(definition)
    return {table: _copy_rows(connection, table) for table in _tables(connection)}


def _require_tables_only(connection: duckdb.DuckDBPyConnection) -> None:
    views = connection.execute(
        "select view_name from duckdb_views() "
        "where database_name = ? and schema_name = ? order by view_name",
        [BUILD, SCHEMA],
    ).fetchall()
    if views:
        names = ", ".join(f"{SCHEMA}.{view}" for (view,) in views)
        raise PublicationFailed(
            f"{names}: a view cannot be published, it would read from schemas that stay behind. "
            "Materialise it as a table."
        )


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The marts in the order they were made, so that a referenced table comes first."""
    rows = connection.execute(
        "select table_name from duckdb_tables() "
        "where database_name = ? and schema_name = ? order by table_oid",
        [BUILD, SCHEMA],
    ).fetchall()
    return [table for (table,) in rows]


def _definitions(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The statements that make the marts in `next`: tables with constraints, then comments."""
    rows = connection.execute(
        """
        select regexp_replace(sql, '^CREATE TABLE ', 'CREATE TABLE next.')
        from duckdb_tables()
        where database_name = ? and schema_name = ?
        order by table_oid
        """,
        [BUILD, SCHEMA],
    ).fetchall()
    comments = connection.execute(
        """
        with described as (
            select
                'table' as kind, database_name, schema_name, table_name,
                null as column_name, comment
            from duckdb_tables()
            union all
            select 'column', database_name, schema_name, table_name, column_name, comment
            from duckdb_columns()
        )
        select kind, table_name, column_name, comment
        from described
        where database_name = ? and schema_name = ? and comment is not null
        order by all
        """,
        [BUILD, SCHEMA],
    ).fetchall()
    return [definition for (definition,) in rows] + [
        f"comment on {kind} next.{SCHEMA}.{_identifier(table)}"
        f"{f'.{_identifier(column)}' if column else ''} is {_literal(comment)}"
        for kind, table, column, comment in comments
    ]


def _copy_rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    name = f"{SCHEMA}.{_identifier(table)}"
    connection.execute(f"insert into next.{name} select * from {BUILD}.{name}")
    differing = _row_count(
        connection,
        f"(from {BUILD}.{name} except all from next.{name})"
        f" union all (from next.{name} except all from {BUILD}.{name})",
    )
    if differing:
        raise PublicationFailed(
            f"{name}: {differing} rows differ between the build database and the copy. "
            "Nothing was published; run again, and check the disk if it happens again."
        )
    return _row_count(connection, f"from next.{name}")


def _row_count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(f"select count(*) from ({query})").fetchone()
    assert row is not None, "an aggregate without grouping returns one row"
    return int(row[0])


def _seal(database: Path) -> None:
    """Make the closed file read-only and safe on disk."""
    log = _write_ahead_log(database)
    if log.exists():
        raise PublicationFailed(
            f"{log} was left beside the new file, which is therefore not whole. "
            "Nothing was published; end whatever else has it open and run again."
        )
    database.chmod(0o444)
    _flush(database)


def _put_in_place(database: Path, published: Path) -> None:
    published.parent.mkdir(parents=True, exist_ok=True)
    # A tool that opened the published file to write left this; DuckDB would replay it.
    _write_ahead_log(published).unlink(missing_ok=True)
    database.replace(published)
    _flush(published.parent)


def _write_ahead_log(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")


def _flush(path: Path) -> None:
    """Wait until the file or directory is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: str | Path) -> str:
    return "'" + str(value).replace("'", "''") + "'"
