"""A build database that another program has open, such as a shell that someone forgot.

Here: a step of a run that finds it locked. Not here: other faults that may pass (`unit/defs`).
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest

from orchestration.definitions import build_definitions
from orchestration.defs import retries
from orchestration.defs.manifest import default_project
from orchestration.defs.reconciliation.publication import PLAN
from orchestration.defs.resources import Warehouse
from orchestration.run import report
from tests.build_database import write_build_database

EXTRACT = dg.AssetKey(["raw", "action_plan"])
PUBLICATION = dg.AssetKey("published_marts")
FIRST_WAIT = 0.01
HOLDER = """
import sys
import duckdb

with duckdb.connect(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""

Holder = subprocess.Popen[str]


@pytest.fixture
def build_database(tmp_path: Path) -> Path:
    database = tmp_path / "build" / "marts.duckdb"
    database.parent.mkdir()
    return database


@contextmanager
def held(build_database: Path) -> Iterator[Holder]:
    """Another program that has it open, until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(build_database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long a step was told to wait, each time; the waits are short here."""
    told: list[float] = []

    class Told(dg.RetryRequested):
        def __init__(self, max_retries: int, seconds_to_wait: float) -> None:
            told.append(seconds_to_wait)
            super().__init__(max_retries, seconds_to_wait)

    monkeypatch.setattr(retries, "_FIRST_WAIT", FIRST_WAIT)
    monkeypatch.setattr(dg, "RetryRequested", Told)
    return told


def run(build_database: Path, step: dg.AssetKey) -> dg.ExecuteInProcessResult:
    warehouse = build_database.parents[1]
    definitions = build_definitions(
        Warehouse(
            raw_directory=str(warehouse / "raw"),
            build_database=str(build_database),
            published_database=str(warehouse / "marts.duckdb"),
        ),
        default_project(),
    )
    with dg.DagsterInstance.ephemeral() as instance:
        return definitions.resolve_job_def("nightly").execute_in_process(
            instance=instance, asset_selection=[step], raise_on_error=False
        )


@pytest.mark.parametrize("step", [EXTRACT, PLAN, PUBLICATION], ids=str)
def test_a_step_goes_on_when_it_is_let_go(
    build_database: Path, waits: list[float], monkeypatch: pytest.MonkeyPatch, step: dg.AssetKey
) -> None:
    if step != EXTRACT:
        write_build_database(build_database)
    with held(build_database) as holder:
        let_go_at(2, holder, waits, monkeypatch)
        result = run(build_database, step)

    assert result.success, report(result)
    assert waits == [FIRST_WAIT, 2 * FIRST_WAIT]


def let_go_at(
    wait: int, holder: Holder, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Have the other program end when the step waits for that many a time."""
    told = dg.RetryRequested

    def and_let_go(max_retries: int, seconds_to_wait: float) -> dg.RetryRequested:
        requested = told(max_retries, seconds_to_wait)
        if len(waits) == wait:
            holder.communicate()
        return requested

    monkeypatch.setattr(dg, "RetryRequested", and_let_go)


def test_one_that_never_lets_go_is_named(build_database: Path, waits: list[float]) -> None:
    with held(build_database) as holder:
        result = run(build_database, EXTRACT)

    assert not result.success
    assert waits == [FIRST_WAIT * 2**number for number in range(5)]
    assert str(build_database) in report(result)
    assert f"PID {holder.pid}" in report(result)
