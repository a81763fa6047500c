"""What one size of the sample takes: the product, the floor, and what a user would pick instead.

Here: which commands are run on the same extracts, in which order, and that a time counts only where
the marts are the same. Not here: the night (`night`), and how results are shown (`run`).
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from benchmarks import commands
from benchmarks.commands import Command
from benchmarks.equality import differing_rows
from benchmarks.measure import CommandFailed, Measurement, measure
from benchmarks.project import Project
from orchestration.publish.marts import SCHEMA

LONGEST_PEER_SECONDS = 1800
# What the script in pandas gives as the product does. It withholds nothing and divides exactly, so
# that staff_turnover, sick_leave and kpi differ; eight marts it does not make.
MARTS_OF_PANDAS = (
    *("income_statement", "cost_development", "revenue_development", "budget_deviation"),
    *("forecast", "action_plan", "investment", "forecast_proposal"),
    *("staffing_cost_ratio", "accessibility", "production"),
)


@dataclass(frozen=True)
class Scale:
    """What was measured at one scale of the sample; seconds of wall time, memory in MiB, bytes.

    `peers` holds the seconds of each, or why there are none. `parts` are the seconds of the whole
    run by what was done in them.
    """

    scale: float
    raw_bytes: int
    build_bytes: int
    published_bytes: int
    floor_s: float
    floor_peak_mb: float
    run_s: float
    run_overhead_s: float
    ratio: float
    peak_mb: float
    peak_all_mb: float
    parts: dict[str, float]
    without_dagster_s: float
    dbt_only_s: float
    peers: dict[str, float | str]
    measurements: list[Measurement] = field(repr=False)


class MartsDiffer(Exception):
    """The floor does not give the marts of the product, so that its time says nothing."""


def measure_scale(project: Project, scale: float, raw: Path) -> Scale:
    """Measure everything on the extracts in `raw`, one after the other.

    Raises:
        CommandFailed: the product or the floor failed.
        MartsDiffer: the floor gave other marts.
    """
    with project.landing_zone(raw):
        return _measure(project, scale, raw)


def _measure(project: Project, scale: float, raw: Path) -> Scale:
    run = _timed(project, "whole run", commands.NIGHTLY)
    parts = _parts(project.steps, run.seconds)
    ours = project.root / "ours" / project.build_database.name
    ours.parent.mkdir(exist_ok=True)
    shutil.copyfile(project.build_database, ours)
    sizes = (_size(raw), ours.stat().st_size, project.published_database.stat().st_size)

    dbt_only = _timed(project, "dbt build alone", commands.DBT_BUILD)
    dbt_finance = _timed(project, "dbt build of finance", commands.DBT_FINANCE)
    project.clear()
    bare = _timed(project, "the same without Dagster", commands.BARE)

    floor_database = _new(project, "floor")
    floor = _timed(project, "floor", commands.floor(raw, project.manifest, floor_database))
    differing = differing_rows(ours, floor_database)
    if differing:
        raise MartsDiffer(f"The floor differs from the product in these rows: {differing}")
    floor_database.unlink()

    peers = _Peers(project, raw, ours)
    result = Scale(
        scale,
        *sizes,
        floor_s=floor.seconds,
        floor_peak_mb=floor.peak_process_mib,
        run_s=run.seconds,
        run_overhead_s=run.seconds - floor.seconds,
        ratio=run.seconds / floor.seconds,
        peak_mb=run.peak_process_mib,
        peak_all_mb=run.peak_tree_mib,
        parts=parts,
        without_dagster_s=bare.seconds,
        dbt_only_s=dbt_only.seconds,
        peers={
            "dlt, then dbt build": peers.dlt(),
            "SQLMesh, finance alone": peers.sqlmesh(),
            "dbt build, finance alone": dbt_finance.seconds,
            "pandas": peers.pandas(),
        },
        measurements=[run, dbt_only, dbt_finance, bare, floor, *peers.measurements],
    )
    shutil.rmtree(ours.parent)
    return result


class _Peers:
    """Each peer on the extracts of this scale: its seconds, or why its time does not count."""

    def __init__(self, project: Project, raw: Path, ours: Path) -> None:
        self._project = project
        self._raw = raw
        self._ours = ours
        self.measurements: list[Measurement] = []

    def dlt(self) -> float | str:
        database = _new(self._project, "dlt")
        into = {"FOLLOWUP_BUILD_DATABASE": str(database)}
        steps = {
            "dlt": commands.dlt_load(self._raw, database),
            "dbt build after dlt": commands.DBT_BUILD,
        }
        return self._time(steps, database, None, into)

    def sqlmesh(self) -> float | str:
        database = _new(self._project, "sqlmesh")
        shutil.copyfile(self._ours, database)
        with duckdb.connect(database) as connection:
            for schema in ("staging", "intermediate", SCHEMA):
                connection.execute(f"drop schema marts.{schema} cascade")
        steps = {"SQLMesh, finance alone": commands.sqlmesh_finance(database)}
        return self._time(steps, database, self._marts_of_finance())

    def pandas(self) -> float | str:
        database = _new(self._project, "pandas")
        steps = {"pandas": commands.pandas_script(self._raw, database)}
        return self._time(steps, database, MARTS_OF_PANDAS, shared_columns=True)

    def _marts_of_finance(self) -> list[str]:
        nodes = json.loads(self._project.manifest.read_text())["nodes"].values()
        return [
            node["alias"]
            for node in nodes
            if node["schema"] == SCHEMA and node["config"].get("group") == "finance"
        ]

    def _time(
        self,
        steps: Mapping[str, Command],
        database: Path,
        marts: Sequence[str] | None,
        variables: dict[str, str] | None = None,
        *,
        shared_columns: bool = False,
    ) -> float | str:
        try:
            measured = [
                _timed(self._project, name, step, variables, LONGEST_PEER_SECONDS)
                for name, step in steps.items()
            ]
        except CommandFailed as failure:
            return str(failure).strip().splitlines()[-1]
        self.measurements += measured
        differing = differing_rows(self._ours, database, marts, shared_columns=shared_columns)
        shutil.rmtree(database.parent)
        if differing:
            return f"not the same marts: {differing}"
        return sum(each.seconds for each in measured)


def _timed(
    project: Project,
    name: str,
    command: Command,
    variables: dict[str, str] | None = None,
    longest_seconds: float = float("inf"),
) -> Measurement:
    print(f"measuring: {name} ...", flush=True)
    environment = project.environment | (variables or {})
    return measure(name, command, project.root, environment, longest_seconds)


def _new(project: Project, name: str) -> Path:
    """Where a competitor writes its marts, under the base name that views need."""
    directory = project.root / name
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir()
    return directory / "marts.duckdb"


def _size(directory: Path) -> int:
    return sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())


def _parts(steps: Mapping[str, float], whole: float) -> dict[str, float]:
    """The seconds of a run by what was done."""
    parts = dict.fromkeys(("ingest", "dbt", "publication"), 0.0)
    for step, seconds in steps.items():
        if step.startswith(("raw__", "deliveries__")):
            parts["ingest"] += seconds
        elif step == "dbt_project":
            parts["dbt"] += seconds
        else:
            parts["publication"] += seconds
    return {**parts, "start, and between the steps": whole - sum(parts.values())}
