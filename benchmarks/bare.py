"""The nightly work without Dagster: the same libraries and the same dbt command, one after another.

Here: the yardstick for what Dagster adds. Not here: anything that the product runs.
"""

import subprocess
from pathlib import Path

import duckdb

from benchmarks.commands import DBT_BUILD
from orchestration.contracts import load_contracts
from orchestration.ingest import (
    finish_build,
    ingest_extract,
    load_pseudonymiser,
    prepare_warehouse,
)
from orchestration.publish import publish


def main() -> None:
    """Take in, build, audit and publish in the working directory."""
    build_database = Path("warehouse/build/marts.duckdb")
    build_database.parent.mkdir(parents=True, exist_ok=True)
    contracts = load_contracts()
    with duckdb.connect(build_database) as connection:
        prepare_warehouse(connection, contracts)
        for contract in contracts.values():
            ingest_extract(connection, contract, Path("raw"), load_pseudonymiser())
    subprocess.run(DBT_BUILD, check=True)
    with duckdb.connect(build_database) as connection:
        finish_build(connection, project="bare")
    publish(
        build_database, Path("warehouse/marts.duckdb"), "bare", kept_versions=1, is_synthetic=True
    )


if __name__ == "__main__":
    main()
