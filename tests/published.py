"""What must hold of published files at any moment, and what tells two warehouses apart.

Here: questions to files that a run left. Not here: the runs.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.publish.marts import identifier, literal

# When something was done, and the names that follow from it; all else is content.
_OF_THE_OCCASION = frozenset(
    {"publication_id", "published_at", "in_force_from", "in_force_until", "arrived_at"}
)


def require_whole(warehouse: Path) -> str:
    """The publication that readers see, after holding its files against each other.

    Every row of every published table is read, and no log of changes lies beside the database.
    The Parquet files are one publication whole, though it may be the one that is about to follow.
    """
    assert list(warehouse.glob("*.wal")) == []
    published = warehouse / "marts.duckdb"
    with duckdb.connect(published, read_only=True) as connection:
        connection.execute("use marts.marts")
        (publication,) = connection.execute(
            "select max(publication_id) from publication"
        ).fetchone() or (None,)
        for table in _tables(connection, "marts"):
            connection.execute(f"select count(*), max(hash(columns(*))) from {table}").fetchall()
    version = warehouse / "versions" / str(publication)
    assert (version / "marts.duckdb").samefile(published)
    parquet = (warehouse / "parquet").resolve()
    assert parquet.is_relative_to(warehouse / "versions")
    assert parquet_differences(parquet.parent / "marts.duckdb", parquet) == []
    return str(publication)


def parquet_differences(database: Path, parquet: Path) -> list[str]:
    """The tables of a published database whose Parquet file has other rows or is missing."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(database)} as published (read_only)")
        tables = _tables(connection, "published")
        files = {f"published.marts.{identifier(file.stem)}": file for file in parquet.iterdir()}
        return sorted(set(files) ^ set(tables)) + [
            table
            for table, file in files.items()
            if _differ(connection, f"from {table}", f"from read_parquet({literal(file)})")
        ]


def differences(database: Path, other: Path) -> list[str]:
    """The tables of all schemas whose rows are not the same, but for what names the occasion."""
    with duckdb.connect() as connection:
        for name, path in (("one", database), ("other", other)):
            connection.execute(f"attach {literal(path)} as {name} (read_only)")
        one, two = ({*_contents(connection, name)} for name in ("one", "other"))
        missing = sorted(table for table, _ in one ^ two)
        return missing + [
            table
            for table, content in sorted(one & two)
            if _differ(connection, content.format("one"), content.format("other"))
        ]


def _tables(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[str]:
    rows = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ?", [catalog]
    ).fetchall()
    return [f"{catalog}.{schema}.{identifier(table)}" for schema, table in rows]


def _contents(connection: duckdb.DuckDBPyConnection, catalog: str) -> Iterator[tuple[str, str]]:
    """Each table and the query of its content, with a place for the catalog."""
    rows = connection.execute(
        """
        select schema_name || '.' || table_name, list(column_name order by column_index)
        from duckdb_columns()
        where database_name = ? and not internal and (schema_name, table_name) in (
            select (schema_name, table_name) from duckdb_tables()
        )
        group by all
        """,
        [catalog],
    ).fetchall()
    for table, columns in rows:
        content = [identifier(name) for name in columns if name not in _OF_THE_OCCASION]
        if "in_force_until" in columns:
            content.append("in_force_until is null as is_in_force")
        yield table, f"select {', '.join(content)} from {{}}.{table}"


def _differ(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> bool:
    return bool(
        connection.execute(
            f"(({one}) except all ({other})) union all (({other}) except all ({one})) limit 1"
        ).fetchall()
    )
