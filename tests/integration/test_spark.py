"""The same project on Spark: finance, from a small region, on a real cluster that loses a worker.

Here: that Spark builds what DuckDB builds, from nothing and after a correction, and that a
difference would be seen. Not here: all marts and figures on the default sample (`make spark`).
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb
import psutil
import pytest

from orchestration.contracts import load_contracts
from orchestration.ingest import begin_build, finish_build, write_lake
from orchestration.publish.marts import SCHEMA
from orchestration.spark.build import SparkHome, dbt
from orchestration.spark.cluster import Cluster, standalone_cluster
from orchestration.spark.marts import Difference, attach_spark, differences
from tests.integration.test_mutations import LARGEST_ROW
from tests.small_warehouse import SEED, SmallWarehouse, Workbench

PROJECT = "the project"
# Finance, and of care the model that reads clocks; of the unit tests those of that model, for what
# the engines do not have alike is used in it.
FINANCE = "+path:models/marts/finance"
SELECTED = (
    *("--select", FINANCE, "+int_answer_in_time", "--exclude-resource-type", "test"),
    *("--exclude", "path:models/*/finance/_finance__unit_tests.yml"),
)
BEHIND_THE_LEDGER = (
    *("--select", f"source:raw.general_ledger+,{FINANCE}"),
    *("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"),
)
CORRECTED = "2024-02-01"
HALF_BUILT = 25


@dataclass(frozen=True)
class Engines:
    """The database that DuckDB builds, and the directory in which Spark does."""

    workbench: Workbench
    spark: SparkHome
    cluster: Cluster

    def build(self, *selected: str) -> None:
        """Build what is new of the selected nodes on both."""
        with duckdb.connect(self.workbench.database) as connection:
            unbuilt = begin_build(connection, PROJECT)
            write_lake(connection, self.spark.directory, load_contracts(), unbuilt)
        command = ["build", *selected, *(["--full-refresh"] if unbuilt.everything else [])]
        self.workbench.dbt(*command)
        dbt(self.spark, self.cluster.master, command)
        with duckdb.connect(self.workbench.database) as connection:
            finish_build(connection, PROJECT)

    def differences(self) -> list[Difference]:
        """Where the marts of finance differ."""
        with duckdb.connect() as connection:
            connection.execute(f"attach '{self.workbench.database}' as built (read_only)")
            attach_spark(connection, self.spark.tables, "spark")
            return differences(connection, "built", "spark", self.marts)

    @property
    def marts(self) -> list[str]:
        """What Spark built of the schema marts."""
        return [table.name for table in self.spark.tables.glob(f"{SCHEMA}.db/*")]

    def result(self) -> object:
        """A value that the corrected row is part of, as Spark has it."""
        with duckdb.connect() as connection:
            attach_spark(connection, self.spark.tables, "spark")
            return connection.execute(
                "select actual_ytd from spark.marts.income_statement"
                " where organisation_code = 'ADH' and period = '2024-02'"
            ).fetchall()


@pytest.fixture(scope="module")
def engines(
    warehouse_of: Callable[[int], SmallWarehouse],
    workbench: Workbench,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Engines]:
    """Finance built by both from nothing; Spark lost one of two workers on the way."""
    workbench.lay_out(warehouse_of(SEED).database)
    home = SparkHome(tmp_path_factory.mktemp("spark"))
    with standalone_cluster(home.directory / "cluster") as cluster:
        engines = Engines(workbench, home, cluster)
        killing = threading.Thread(target=kill_a_worker_in_the_middle, args=[engines])
        killing.start()
        engines.build(*SELECTED)
        killing.join()
        yield engines


def kill_a_worker_in_the_middle(engines: Engines) -> None:
    """Kill the process of a worker and all that it started."""
    while len(list(engines.spark.tables.glob("*.db/*"))) < HALF_BUILT:
        time.sleep(0.1)
    worker = psutil.Process(engines.cluster.workers[0].pid)
    for process in [*worker.children(recursive=True), worker]:
        process.kill()


def test_spark_builds_what_duckdb_builds_though_a_worker_is_killed(engines: Engines) -> None:
    assert engines.cluster.workers[0].poll() is not None
    assert len(engines.marts) > 10
    assert engines.differences() == []


def test_a_corrected_row_shows_up_equally(engines: Engines) -> None:
    before = engines.result()
    engines.workbench.change(
        f"update raw.general_ledger set amount = amount + 1000 where rowid in ({LARGEST_ROW})"
    )
    engines.workbench.change(
        "delete from deliveries.built_delivery"
        f" where extract = 'general_ledger' and period = '{CORRECTED}'"
    )

    engines.build(*BEHIND_THE_LEDGER)

    assert engines.result() != before
    assert engines.differences() == []


def test_clocks_are_read_equally(engines: Engines) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{engines.workbench.database}' as marts (read_only)")
        attach_spark(connection, engines.spark.tables, "spark")
        in_time = (
            "select subject, care_unit, reporting_month::date as month, numerator, denominator"
        )
        ours, theirs = (
            connection.execute(
                f"{in_time} from {catalog}.intermediate.int_answer_in_time order by all"
            ).fetchall()
            for catalog in ("marts", "spark")
        )
    assert ours
    assert ours == theirs


def test_a_difference_names_the_first_row(engines: Engines) -> None:
    engines.workbench.change(
        "update marts.marts.income_statement set actual_ytd = actual_ytd + 0.01,"
        " deviation_ytd = deviation_ytd + 0.01"
        " where organisation_code = 'ADH' and period >= '2024-02'"
    )

    (difference,) = engines.differences()

    assert difference.mart == "income_statement"
    assert difference.rows == 10
    assert difference.first.startswith("organisation_code ADH, period 2024-02: actual_ytd DuckDB ")
