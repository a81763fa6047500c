"""The schema of the marts in databases that one connection has attached: what is in it, copying it.

Here: tables, constraints, comments and rows as they are, whatever they mean.
Not here: which databases those are, and what is written beside the marts.
"""

from pathlib import Path
from typing import NamedTuple

import duckdb

SCHEMA = "marts"

# The catalogs of the attached databases. The first has the base name of the file under
# construction, which its views name. Names are spelled out with the catalog, for marts.kpi is
# ambiguous to DuckDB where both a catalog and a schema are called marts.
SOURCE = "marts"
PUBLISHED = "published"
NEXT = "next"

HISTORY = ("publication", "publication_delivery", "restatement")
"""The tables that a publication writes, and no build."""


class PublicationFailed(Exception):
    """The marts cannot be published as they are; the message says what to do."""


class Content(NamedTuple):
    """The number of rows of a table and the sum of their hashes of 64 bits.

    Of two tables with other rows it is the same once in 2^64 cases. The order does not matter.
    """

    rows: int
    hashes: int


def tables(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[str]:
    """The tables in the order they were made, so that a referenced table comes first."""
    rows = connection.execute(
        "select table_name from duckdb_tables()"
        " where database_name = ? and schema_name = ? order by table_oid",
        [catalog, SCHEMA],
    ).fetchall()
    return [table for (table,) in rows]


def columns(connection: duckdb.DuckDBPyConnection, catalog: str, table: str) -> dict[str, str]:
    """The columns of a table in their order, with their types; none if there is no such table."""
    rows = connection.execute(
        "select column_name, data_type from duckdb_columns()"
        " where database_name = ? and schema_name = ? and table_name = ? order by column_index",
        [catalog, SCHEMA, table],
    ).fetchall()
    return dict(rows)


def primary_key(connection: duckdb.DuckDBPyConnection, catalog: str, table: str) -> list[str]:
    """The columns of a table's primary key; none if it has no key."""
    row = connection.execute(
        "select constraint_column_names from duckdb_constraints() where database_name = ?"
        " and schema_name = ? and table_name = ? and constraint_type = 'PRIMARY KEY'",
        [catalog, SCHEMA, table],
    ).fetchone()
    return list(row[0]) if row else []


def copy_marts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Copy every mart from `SOURCE` to `NEXT`, with constraints and comments.

    Returns:
        The number of rows of each.

    Raises:
        PublicationFailed: a mart is a view, or a copy is not equal to its original.
    """
    _require_tables_only(connection)
    connection.execute(f"create schema {NEXT}.{SCHEMA}")
    for definition in _definitions(connection):
        connection.execute(definition)
    marts = [table for table in tables(connection, SOURCE) if table not in HISTORY]
    return {table: _copy_rows(connection, table) for table in marts}


def _require_tables_only(connection: duckdb.DuckDBPyConnection) -> None:
    views = connection.execute(
        "select view_name from duckdb_views() "
        "where database_name = ? and schema_name = ? order by view_name",
        [SOURCE, SCHEMA],
    ).fetchall()
    if views:
        names = ", ".join(f"{SCHEMA}.{view}" for (view,) in views)
        raise PublicationFailed(
            f"{names}: a view cannot be published, it would read from schemas that stay behind. "
            "Materialise it as a table."
        )


def _definitions(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The statements that make the marts in `NEXT`: tables with constraints, then comments."""
    rows = connection.execute(
        f"""
        select regexp_replace(sql, '^CREATE TABLE ', 'CREATE TABLE {NEXT}.')
        from duckdb_tables()
        where database_name = ? and schema_name = ? and table_name not in (select unnest(?))
        order by table_oid
        """,
        [SOURCE, SCHEMA, list(HISTORY)],
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
            and table_name not in (select unnest(?))
        order by all
        """,
        [SOURCE, SCHEMA, list(HISTORY)],
    ).fetchall()
    return [definition for (definition,) in rows] + [
        f"comment on {kind} {NEXT}.{SCHEMA}.{identifier(table)}"
        f"{f'.{identifier(column)}' if column else ''} is {literal(comment)}"
        for kind, table, column, comment in comments
    ]


def _copy_rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    name = f"{SCHEMA}.{identifier(table)}"
    connection.execute(f"insert into {NEXT}.{name} select * from {SOURCE}.{name}")
    original, copy = (content(connection, f"{catalog}.{name}") for catalog in (SOURCE, NEXT))
    if copy != original:
        raise PublicationFailed(
            f"{name}: the copy ({copy}) does not hold the rows of the build database ({original})."
            " Nothing was published; run again, and check the disk if it happens again."
        )
    return copy.rows


def content(connection: duckdb.DuckDBPyConnection, table: str) -> Content:
    """What a table holds, read once; that of two tables of the same columns can be compared."""
    query = f"select count(*), coalesce(sum(hash(each)), 0) from {table} as each"
    row = connection.execute(query).fetchone()
    assert row is not None, "an aggregate without grouping returns one row"
    return Content(*row)


def row_count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The number of rows of a query."""
    row = connection.execute(f"select count(*) from ({query})").fetchone()
    assert row is not None, "an aggregate without grouping returns one row"
    return int(row[0])


def identifier(name: str) -> str:
    """A name of a table or column, quoted."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | Path) -> str:
    """A text as a literal."""
    return "'" + str(value).replace("'", "''") + "'"
