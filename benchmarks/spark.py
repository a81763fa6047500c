"""How cost grows on DuckDB and on Spark: the same dbt build over the same deliveries, side by side.

    python -m benchmarks.spark --scales 1 5 20

Here: both builds at each scale, on the processors of this machine, with what it takes to hand the
deliveries over; a time counts only where every mart is equal.
Not here: ingest and publication, which both engines share (`scale`).
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from tabulate import tabulate

from benchmarks.commands import DBT_BUILD
from benchmarks.measure import measure
from benchmarks.project import Project, copy_of_the_project
from benchmarks.results import RESULTS, machine
from orchestration.contracts import load_contracts
from orchestration.ingest import (
    EVERYTHING,
    ingest_extract,
    load_pseudonymiser,
    prepare_warehouse,
    write_lake,
)
from orchestration.publish.marts import SOURCE
from orchestration.spark.build import SparkHome, dbt_command
from orchestration.spark.cluster import standalone_cluster
from orchestration.spark.marts import attach_spark, built_marts, differences
from orchestration.synthesis.__main__ import write_sample

_BUILD = ["build", "--full-refresh", "--exclude-resource-type", "unit_test"]


class EnginesDiffer(Exception):
    """The engines built other marts; the message names the first row of each."""


@dataclass(frozen=True)
class Curve:
    """What one scale took, in seconds; `duckdb` and `spark` are dbt's build, tests included."""

    scale: float
    voucher_rows: int
    duckdb: float
    spark: float
    handing_over: float

    @property
    def ratio(self) -> float:
        """How many times as long Spark takes."""
        return self.spark / self.duckdb


def main() -> None:
    """Measure the scales, print the table and keep the result."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scales", type=float, nargs="+", default=(1.0, 5.0, 20.0))
    curves = [_measured(scale) for scale in parser.parse_args().scales]
    print(f"\n{_table(curves)}")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"spark-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    result = {"machine": machine(), "scales": [asdict(curve) for curve in curves]}
    path.write_text(json.dumps(result, indent=2) + "\n")
    print(f"\nKept in {path.relative_to(RESULTS.parents[1])}")


def _measured(scale: float) -> Curve:
    """Both builds at one scale.

    Raises:
        CommandFailed: a build failed.
        EnginesDiffer: the marts are not equal.
    """
    with tempfile.TemporaryDirectory(prefix="spark-") as directory:
        project = copy_of_the_project(Path(directory) / "project")
        raw = project.root / "raw"
        for _ in write_sample(raw, scale, seed=1):
            pass
        home = SparkHome(project.root / "warehouse" / "build" / "spark")
        handing_over, voucher_rows = _take_in(project, raw, home)
        built = measure(f"DuckDB at {scale:g}", DBT_BUILD, project.root, project.environment)
        with standalone_cluster(home.directory / "cluster", memory="2g") as cluster:
            spark = measure(
                f"Spark at {scale:g}",
                dbt_command(home, _BUILD),
                project.root,
                project.environment | home.variables(cluster.master),
            )
        _require_equality(project.build_database, home)
    return Curve(scale, voucher_rows, built.seconds, spark.seconds, handing_over)


def _take_in(project: Project, raw: Path, home: SparkHome) -> tuple[float, int]:
    """Take in every extract, and hand the deliveries over as files: how long, how many rows."""
    project.build_database.parent.mkdir(parents=True)
    contracts = load_contracts()
    with duckdb.connect(project.build_database) as connection:
        prepare_warehouse(connection, contracts)
        for contract in contracts.values():
            ingest_extract(connection, contract, raw, load_pseudonymiser())
        started = time.monotonic()
        write_lake(connection, home.directory, contracts, EVERYTHING)
        seconds = time.monotonic() - started
        rows = connection.execute("select count(*) from raw.general_ledger").fetchall()
    return seconds, rows[0][0]


def _require_equality(database: Path, home: SparkHome) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as built (read_only)")
        attach_spark(connection, home.tables, SOURCE)
        found = differences(connection, "built", SOURCE, built_marts(connection, "built"))
    if found:
        raise EnginesDiffer("\n".join(map(str, found)))


def _table(curves: Sequence[Curve]) -> str:
    return tabulate(
        [
            (f"{c.scale:g}", c.voucher_rows, c.duckdb, c.spark, c.ratio, c.handing_over)
            for c in curves
        ],
        headers=(
            *("scale", "voucher rows", "dbt on DuckDB, s", "dbt on Spark, s", "ratio"),
            "handing over, s",
        ),
        tablefmt="github",
        floatfmt=("", "", ".1f", ".1f", ".1f", ".1f"),
    )


if __name__ == "__main__":
    main()
