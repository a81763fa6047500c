"""The deliveries in force as Parquet files, for an engine that cannot read the build database.

Here: a directory an extract, below it one a period, and the two tables of the register that dbt
reads. Only what is new is written again.
Not here: which engine reads them (`dbt_project/macros/engines.sql` gives them their names).
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration.ingest.build import Unbuilt
from orchestration.ingest.sql import identifier, literal
from orchestration.ingest.warehouse import raw_table

_REGISTER = ("period_change", "unbuilt_period")
# How engines that read partitioned files name the partition of null: what has no period.
_NO_PERIOD = "__HIVE_DEFAULT_PARTITION__"


def write_lake(
    connection: duckdb.DuckDBPyConnection, lake: Path, extracts: Iterable[str], unbuilt: Unbuilt
) -> None:
    """Write what is not built: `lake`/raw/<extract>/period=<first of the month>/*.parquet.

    To be called after `begin_build`: what is interrupted is unbuilt, and so written again.

    Args:
        connection: of the build database.
        lake: a directory that only this function writes.
        extracts: every extract; one without deliveries becomes a file without rows.
        unbuilt: what `begin_build` found.
    """
    for table in _REGISTER:
        _write_register(connection, table, lake / "deliveries" / table)
    for extract in extracts:
        if unbuilt.everything or extract in unbuilt.extracts:
            _write_extract(
                connection, extract, lake / "raw" / extract, everything=unbuilt.everything
            )


def _write_register(connection: duckdb.DuckDBPyConnection, table: str, directory: Path) -> None:
    _remove(directory)
    directory.mkdir(parents=True)
    _copy(connection, f"from deliveries.{table}", directory / "all.parquet", "")


def _write_extract(
    connection: duckdb.DuckDBPyConnection, extract: str, directory: Path, *, everything: bool
) -> None:
    unbuilt = f"select period from deliveries.unbuilt_period where extract = {literal(extract)}"
    if everything:
        _remove(directory)
    else:
        for (period,) in connection.execute(unbuilt).fetchall():
            _remove(directory / f"period={period or _NO_PERIOD}")
    directory.mkdir(parents=True, exist_ok=True)
    _copy(
        connection,
        f"""
        select extract.*, delivery.period
        from {raw_table(extract)} as extract
        inner join deliveries.delivery on extract.delivery_id = delivery.delivery_id
        where {everything}
            or exists (
                select 1 from ({unbuilt}) as unbuilt
                where unbuilt.period is not distinct from delivery.period
            )
        """,
        directory,
        f", partition_by ({identifier('period')}), append",
    )
    if not any(directory.rglob("*.parquet")):
        empty = directory / f"period={_NO_PERIOD}"
        empty.mkdir(exist_ok=True)
        _copy(connection, f"from {raw_table(extract)} limit 0", empty / "none.parquet", "")


def _copy(connection: duckdb.DuckDBPyConnection, query: str, to: Path, options: str) -> None:
    connection.execute(
        f"copy ({query}) to {literal(str(to))} (format parquet, compression zstd{options})"
    )


def _remove(directory: Path) -> None:
    if directory.exists():
        shutil.rmtree(directory)
