"""The marts that Spark built, read by DuckDB: taken into the build database, compared.

Here: finding their files, and what must be equal. Not here: building them (dbt).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.impl import DuckDBAdapter

from orchestration.ingest.sql import transaction
from orchestration.publish.marts import (
    HISTORY,
    SCHEMA,
    SOURCE,
    columns,
    identifier,
    literal,
    primary_key,
    tables,
)

_SPARK = "spark"
# The type of a share or a mean. The engines round a float to decimals by other rules.
_DIVIDED = "DECIMAL(28,10)"
_MAY_BE_APART = "0.000000001"


@dataclass(frozen=True)
class Difference:
    """A mart that the engines built otherwise: how many rows, and the first by its key."""

    mart: str
    rows: int
    first: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{SCHEMA}.{self.mart}: {self.rows} rows differ, the first is {self.first}"


def attach_spark(
    connection: duckdb.DuckDBPyConnection, tables_of_spark: Path, catalog: str
) -> None:
    """Have the connection know every table of Spark as `catalog`.<schema>.<table>.

    A column by which a table is partitioned stands in the names of its directories alone.
    """
    connection.execute(f"attach ':memory:' as {catalog}")
    for directory in sorted(tables_of_spark.glob("*.db/*")):
        schema = directory.parent.stem
        connection.execute(f"create schema if not exists {catalog}.{identifier(schema)}")
        connection.execute(
            f"create view {catalog}.{identifier(schema)}.{identifier(directory.name)} as"
            f" from read_parquet({literal(directory / '**' / '*.parquet')},"
            " hive_partitioning = true, hive_types_autocast = false)"
        )


def take_marts(
    connection: duckdb.DuckDBPyConnection, tables_of_spark: Path, manifest: Mapping[str, Any]
) -> None:
    """Make the marts of the build database anew from what Spark built, all or none.

    Their constraints, which Spark does not enforce, hold from then on, and what is said of them in
    the dbt project is their comment.

    Args:
        connection: of the build database.
        tables_of_spark: the directory of Spark's tables.
        manifest: of the dbt project.

    Raises:
        duckdb.ConstraintException: a row breaks one.
    """
    contracted = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["contract"]["enforced"]
    ]
    attach_spark(connection, tables_of_spark, _SPARK)
    with transaction(connection):
        connection.execute(f"create schema if not exists {SOURCE}.{SCHEMA}")
        for node in contracted:
            mart = f"{SCHEMA}.{identifier(node['alias'])}"
            _make_empty(connection, f"{SOURCE}.{mart}", node)
            connection.execute(f"insert into {SOURCE}.{mart} by name from {_SPARK}.{mart}")


def _make_empty(connection: duckdb.DuckDBPyConnection, mart: str, node: Mapping[str, Any]) -> None:
    definitions = [
        *DuckDBAdapter.render_raw_columns_constraints(node["columns"]),
        *DuckDBAdapter.render_raw_model_constraints(node["constraints"]),
    ]
    connection.execute(f"create or replace table {mart} ({', '.join(definitions)})")
    connection.execute(f"comment on table {mart} is {literal(node['description'])}")
    for column in node["columns"].values():
        connection.execute(
            f"comment on column {mart}.{identifier(column['name'])}"
            f" is {literal(column['description'])}"
        )


def differences(
    connection: duckdb.DuckDBPyConnection, ours: str, theirs: str, marts: Iterable[str]
) -> list[Difference]:
    """Where the marts of a build database and those of Spark are not the same.

    Every column of every row is held against that of the same key; only what is divided may differ,
    by a billionth.

    Args:
        connection: has both attached.
        ours: the catalog of what DuckDB built.
        theirs: that of what Spark built (`attach_spark`).
        marts: those that are compared.
    """
    found = (_difference(connection, ours, theirs, mart) for mart in marts)
    return [difference for difference in found if difference]


def built_marts(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[str]:
    """The marts that a build makes."""
    return [mart for mart in tables(connection, catalog) if mart not in HISTORY]


def _difference(
    connection: duckdb.DuckDBPyConnection, ours: str, theirs: str, mart: str
) -> Difference | None:
    table = f"{SCHEMA}.{identifier(mart)}"
    types = columns(connection, ours, mart)
    found = columns(connection, theirs, mart)
    if types.items() != found.items():
        return Difference(mart, 0, f"its columns: DuckDB {types}, Spark {found}")
    key = primary_key(connection, ours, mart)
    if not key:
        return _difference_of_rows(connection, mart, f"{ours}.{table}", f"{theirs}.{table}", types)
    same_key = " and ".join(f"ours.{identifier(name)} = theirs.{identifier(name)}" for name in key)
    unequal = " or ".join(_unequal(name, type_) for name, type_ in types.items())
    rows = connection.execute(
        f"""
        select
            count(*) over (),
            ours is null,
            theirs is null,
            {", ".join(f"coalesce(ours.{identifier(n)}, theirs.{identifier(n)})" for n in key)},
            list_filter(
                [{", ".join(_shown(name, type_) for name, type_ in types.items())}],
                lambda each: each is not null
            )
        from {ours}.{table} as ours
        full join {theirs}.{table} as theirs
            on {same_key}
        where ours is null or theirs is null or {unequal}
        order by {", ".join(str(4 + place) for place, _ in enumerate(key))}
        limit 1
        """
    ).fetchall()
    if not rows:
        return None
    count, not_ours, not_theirs, *values, unlike = rows[0]
    named = ", ".join(f"{name} {value}" for name, value in zip(key, values, strict=True))
    what = (
        "which only Spark has"
        if not_ours
        else "which only DuckDB has"
        if not_theirs
        else "; ".join(unlike)
    )
    return Difference(mart, count, f"{named}: {what}")


def _difference_of_rows(
    connection: duckdb.DuckDBPyConnection,
    mart: str,
    ours: str,
    theirs: str,
    types: Mapping[str, str],
) -> Difference | None:
    """As `_difference`, of a mart without a key, in which a row may stand twice."""
    names = ", ".join(map(identifier, types))
    rows = connection.execute(
        f"""
        with differing as (
            (select 'only DuckDB' as holder, {names} from {ours}
            except all select 'only DuckDB', {names} from {theirs})
            union all
            (select 'only Spark', {names} from {theirs}
            except all select 'only Spark', {names} from {ours})
        )
        select count(*) over (), holder, differing::varchar
        from differing order by {names}, holder limit 1
        """
    ).fetchall()
    if not rows:
        return None
    count, holder, row = rows[0]
    return Difference(mart, count, f"one that {holder} has: {row}")


def _unequal(name: str, type_: str) -> str:
    ours, theirs = (f"{side}.{identifier(name)}" for side in ("ours", "theirs"))
    if type_ != _DIVIDED:
        return f"{ours} is distinct from {theirs}"
    apart = f"abs({ours} - {theirs}) > {_MAY_BE_APART}"
    return f"(({ours} is null) <> ({theirs} is null) or {apart})"


def _shown(name: str, type_: str) -> str:
    """Both values of a column as a text where they are not the same, else null."""
    ours, theirs = (
        f"coalesce({side}.{identifier(name)}::varchar, 'nothing')" for side in ("ours", "theirs")
    )
    return (
        f"case when {_unequal(name, type_)} then"
        f" {literal(name)} || ' DuckDB ' || {ours} || ', Spark ' || {theirs} end"
    )
