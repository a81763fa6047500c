"""`make bench`: what the whole run takes, and how much of it is Dagster's.

Here: the comparison, made in a copy of the project so that the warehouse is left alone.
Not here: how a command is measured (`measure`). Nothing is asserted.
"""

import json
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tabulate import tabulate

from benchmarks.commands import BARE, DBT_BUILD, NIGHTLY
from benchmarks.measure import Measurement, measure

REPOSITORY = Path(__file__).parents[1]
RESULTS = REPOSITORY / "benchmarks" / "results"


def main() -> None:
    """Measure, print and keep the result."""
    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        result = _compare(_copy_of_the_project(Path(directory)))
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(result, indent=2) + "\n")
    print(f"\nKept in {path.relative_to(REPOSITORY)}")


def _copy_of_the_project(root: Path) -> Path:
    """A copy of what a run needs, without a warehouse and without a parsed dbt project."""
    ignored = shutil.ignore_patterns("target", "logs", "results", "__pycache__")
    for directory in ("orchestration", "dbt_project", "benchmarks"):
        shutil.copytree(REPOSITORY / directory, root / directory, ignore=ignored)
    (root / "raw").symlink_to(REPOSITORY / "raw")
    (root / ".dagster").mkdir()
    shutil.copy(REPOSITORY / "orchestration" / "defs" / "dagster.yaml", root / ".dagster")
    return root


def _compare(root: Path) -> dict[str, object]:
    environment = {**os.environ, "DAGSTER_HOME": str(root / ".dagster")}
    measurements = []
    for name, command in (
        ("whole run, first (parses dbt)", NIGHTLY),
        ("whole run", NIGHTLY),
        ("the same without Dagster", BARE),
        ("dbt build alone", DBT_BUILD),
    ):
        if command != DBT_BUILD:
            # From an empty build database; dbt alone then builds from the rows that are in it.
            shutil.rmtree(root / "warehouse", ignore_errors=True)
        print(f"measuring: {name} ...", flush=True)
        measurements.append(measure(name, command, root, environment))
    by_name = {measurement.name: measurement for measurement in measurements}
    added = by_name["whole run"].seconds - by_name["the same without Dagster"].seconds
    ratio = added / by_name["dbt build alone"].seconds
    print(f"\n{_table(measurements)}")
    print(f"\nDagster adds {added:.1f} s, {ratio:.2f} of what dbt build takes alone.")
    return {
        "machine": machine(),
        "raw_bytes": sum(
            file.stat().st_size for file in (REPOSITORY / "raw").rglob("*") if file.is_file()
        ),
        "measurements": [asdict(measurement) for measurement in measurements],
        "dagster_adds_seconds": added,
        "dagster_adds_ratio_of_dbt_build": ratio,
    }


def _table(measurements: list[Measurement]) -> str:
    return tabulate(
        [tuple(asdict(measurement).values()) for measurement in measurements],
        headers=("command", "seconds", "largest process MiB", "all processes MiB"),
        floatfmt=".1f",
    )


def machine() -> Mapping[str, object]:
    """Where something was measured, and by which versions."""
    return {
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        **{name: version(name) for name in ("dagster", "dbt-core", "dbt-duckdb", "duckdb")},
    }


if __name__ == "__main__":
    main()
