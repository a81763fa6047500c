"""Runs of the job nightly with Spark as the engine publish what runs with DuckDB do.

Here: a whole build and a night with corrections, by Dagster, in the soak. Not here: the engines
themselves (`test_spark`).
"""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from benchmarks.equality import differing_rows
from tests.correction import deliver_a_correction
from tests.struck import NIGHTLY, run


def published(root: Path) -> Path:
    return root / "warehouse" / "marts.duckdb"


def changes(root: Path) -> list[tuple[object, ...]]:
    """What each publication changed, the last first."""
    with duckdb.connect(published(root), read_only=True) as connection:
        return connection.execute(
            "select deliveries_new, tables_changed, values_restated > 0"
            " from marts.marts.publication order by publication_id desc"
        ).fetchall()


def build_database(root: Path) -> Path:
    return root / "warehouse" / "build" / "marts.duckdb"


@pytest.mark.soak
def test_a_run_on_spark_publishes_what_one_on_duckdb_does(
    tmp_path: Path, lay_out_region: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_spark, on_duckdb = tmp_path / "spark", tmp_path / "duckdb"
    for root in (on_spark, on_duckdb):
        lay_out_region(root)
    monkeypatch.setenv("FOLLOWUP_ENGINE", "spark")

    code, output = run(on_spark, NIGHTLY)

    assert code == 0, output
    # Built anew by another engine, and nothing is other than DuckDB had it.
    assert len(changes(on_spark)) == 2
    assert changes(on_spark)[0] == (0, 0, False)

    for root in (on_spark, on_duckdb):
        deliver_a_correction(root / "raw")
    code, output = run(on_spark, NIGHTLY)
    assert code == 0, output
    monkeypatch.delenv("FOLLOWUP_ENGINE")
    code, output = run(on_duckdb, NIGHTLY)
    assert code == 0, output

    assert changes(on_spark)[0] == changes(on_duckdb)[0]
    assert changes(on_spark)[0][2]
    assert differing_rows(build_database(on_duckdb), build_database(on_spark)) == {}
