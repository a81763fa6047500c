"""`make spark`: what the warehouse holds, built once more on a Spark cluster of this machine.

Here: the command: the deliveries in force out as files, dbt on the cluster, the audit of what it
built, and every mart held against the one that DuckDB built. Nothing is published.
Not here: runs with Spark as the engine (`FOLLOWUP_ENGINE=spark make run`).
"""

import sys
import time
from pathlib import Path

import duckdb

from orchestration.contracts import load_contracts
from orchestration.definitions import warehouse
from orchestration.ingest import EVERYTHING, whole_build, write_lake
from orchestration.locking import one_process_at_a_time
from orchestration.publish import audit_verdict
from orchestration.publish.marts import SOURCE
from orchestration.spark.build import SparkBuildFailed, SparkHome, dbt
from orchestration.spark.cluster import ClusterNotStarted, standalone_cluster
from orchestration.spark.environment import SparkMissing
from orchestration.spark.marts import attach_spark, built_marts, differences

_BUILT = "built"


def main() -> int:
    """Build, audit and compare; 0 if all figures hold and all marts are equal."""
    home = SparkHome(warehouse.spark_home)
    database = Path(warehouse.build_database)
    with one_process_at_a_time(warehouse.lock, _say_who_writes):
        if not _write_files(database, home):
            print("The warehouse holds no whole build to compare with: make run")
            return 1
        try:
            seconds = _build(home)
        except (SparkBuildFailed, ClusterNotStarted, SparkMissing) as failure:
            print(failure)
            return 1
        return _report(database, home, seconds)


def _write_files(database: Path, home: SparkHome) -> bool:
    """Write every delivery in force as files, if dbt's tables are built from them."""
    if not database.exists():
        return False
    with duckdb.connect(database, read_only=True) as connection:
        if whole_build(connection) is None:
            return False
        write_lake(connection, home.directory, load_contracts(), EVERYTHING)
    return True


def _build(home: SparkHome) -> float:
    """Have dbt build everything anew, in seconds."""
    with standalone_cluster(home.directory / "cluster") as cluster:
        print(f"A master and {len(cluster.workers)} workers of Spark run: {cluster.master}")
        started = time.monotonic()
        dbt(home, cluster.master, ["build", "--full-refresh"])
    return time.monotonic() - started


def _report(database: Path, home: SparkHome, seconds: float) -> int:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{database}' as {_BUILT} (read_only)")
        attach_spark(connection, home.tables, SOURCE)
        verdict = audit_verdict(connection)
        marts = built_marts(connection, _BUILT)
        differing = differences(connection, _BUILT, SOURCE, marts)
    print(f"\n{verdict.report()}\n")
    for difference in differing:
        print(difference)
    if not differing:
        print(f"All {len(marts)} marts of Spark are equal to DuckDB's, row by row.")
    print(f"dbt took {seconds:.0f} s on Spark. Its tables: {home.tables}")
    return 0 if verdict.holds and not differing else 1


def _say_who_writes(holder: str) -> None:
    print(f"Process {holder} writes the warehouse: waiting until it has ended.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
