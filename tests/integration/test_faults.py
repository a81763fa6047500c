"""The job nightly as whole processes that are killed, doubled or starved of disk on the way.

Here: what readers see meanwhile, and that the next run ends as if nothing had happened. By default
one region goes through a few faults in a row; `make soak` has each stage on a region of its own.
Not here: the same for publication alone, over a database of a few rows (`test_publication_faults`).
"""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from orchestration.locking import one_process_at_a_time
from orchestration.publish import publish, published_now, roll_back
from tests.code_location import Region
from tests.correction import deliver_a_correction
from tests.published import differences, parquet_differences, require_whole
from tests.struck import NIGHTLY, Fault, make_room, run, start
from tests.tmpfs import remount, tmpfs

IN_A_DELIVERY = Fault("kill", "orchestration.ingest.register:_write_bad_rows", on="visit")
IN_DBT = Fault(
    "kill both", "dbt.task.run:ModelRunner.execute", on="budget_deviation", after=True, in_dbt=True
)
RENAME = Fault("kill", "pathlib:Path.replace", on="marts.duckdb")
STAGES = {
    "ingest, in the middle of a delivery": IN_A_DELIVERY,
    "dbt, with the run": IN_DBT,
    "dbt, while the run goes on": replace(IN_DBT, action="kill"),
    "dbt goes on when the run is killed": replace(IN_DBT, action="kill the parent"),
    "audit": Fault("kill", "orchestration.defs.reconciliation.audit:audit_verdict"),
    "plan": Fault("kill", "orchestration.defs.reconciliation.publication:make_plan"),
    "copy, in the middle of the marts": Fault(
        "kill", "orchestration.publish.marts:_copy_rows", on="kpi"
    ),
    "copy, all written": Fault("kill", "orchestration.publish.publication:seal"),
    "put in place, nothing switched": Fault(
        "kill", "orchestration.publish.versions:Versions._switch_parquet"
    ),
    "between the switches": Fault(
        "kill", "orchestration.publish.versions:Versions._switch_database"
    ),
    "just before the rename": RENAME,
    "just after the rename": replace(RENAME, after=True),
    "prune, in the middle of a version": Fault("kill", "os:unlink", on="marts.duckdb", after=True),
}
IN_A_ROW = (
    "ingest, in the middle of a delivery",
    "dbt, with the run",
    "just after the rename",
)
PUBLISHED_BY_THEN = ("just after the rename", "prune, in the middle of a version")

FULL = {
    "ingest": replace(IN_A_DELIVERY, action="fill"),
    "dbt": replace(IN_DBT, action="fill", after=False),
    "copy": Fault("fill", "orchestration.publish.publication:copy_marts"),
    "Parquet": Fault("fill", "orchestration.publish.publication:_write_parquet"),
}
DISK_MIB = 400


@dataclass(frozen=True)
class Night:
    """A region with a night's deliveries, and the warehouse as it was the evening before."""

    root: Path
    evening: Path

    @property
    def warehouse(self) -> Path:
        """The warehouse that the runs of this night write."""
        return self.root / "warehouse"

    def begin(self, warehouse: Path | None = None) -> None:
        """Put the warehouse back to the evening before, or to a copy that was kept.

        It always lies in one place, so that dbt knows it, and the directory itself stays, for it
        may be a disk of its own.
        """
        self.warehouse.mkdir(exist_ok=True)
        for path in self.warehouse.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        shutil.copytree(
            warehouse or self.evening, self.warehouse, symlinks=True, dirs_exist_ok=True
        )
        # A copy is two files where there was one with two names.
        published = self.warehouse / "marts.duckdb"
        (version,) = (self.warehouse / "versions").iterdir()
        published.unlink()
        published.hardlink_to(version / published.name)

    def seen(self) -> bytes:
        """What readers see, which is whole."""
        require_whole(self.warehouse)
        return (self.warehouse / "marts.duckdb").read_bytes()


@pytest.fixture(scope="module")
def night(
    tmp_path_factory: pytest.TempPathFactory, lay_out_region: Callable[[Path], None]
) -> Night:
    root = tmp_path_factory.mktemp("night") / "region"
    lay_out_region(root)
    evening = root.with_name("evening")
    (root / "warehouse").rename(evening)
    deliver_a_correction(root / "raw")
    return Night(root, evening)


@dataclass(frozen=True)
class TwoRuns:
    """How two runs of one night ended, and what they left."""

    codes: tuple[int, ...]
    outputs: tuple[str, ...]
    warehouse: Path


@pytest.fixture(scope="module")
def two_runs(night: Night) -> TwoRuns:
    night.begin()
    started = [start(night.root, NIGHTLY) for _ in range(2)]
    codes, outputs = zip(*(run.end() for run in started), strict=True)
    night.seen()
    left = night.root.with_name("undisturbed")
    shutil.copytree(night.warehouse, left, symlinks=True)
    return TwoRuns(codes, outputs, left)


def test_two_runs_launched_together_both_end_well(two_runs: TwoRuns) -> None:
    assert two_runs.codes == (0, 0), "\n\n".join(two_runs.outputs)
    assert sum("Nothing is new since the build" in output for output in two_runs.outputs) == 1
    assert sum("waiting until it has ended" in output for output in two_runs.outputs) == 1


def test_the_correction_shows(night: Night, two_runs: TwoRuns) -> None:
    changed = differences(night.evening / "marts.duckdb", two_runs.warehouse / "marts.duckdb")

    assert {"marts.kpi", "marts.production", "marts.budget_deviation"} <= set(changed)
    assert differences(
        night.evening / "build" / "marts.duckdb", two_runs.warehouse / "build" / "marts.duckdb"
    )


def test_a_run_waits_for_a_rollback_and_leaves_it_in_force(night: Night, two_runs: TwoRuns) -> None:
    night.begin(two_runs.warehouse)
    region = Region.below(night.root)
    databases = (region.build_database, region.published_database)
    with one_process_at_a_time(region.build_database.with_name("writer.lock")):
        earlier = published_now(region.published_database)
        publish(*databases, "code", kept_versions=2, is_synthetic=True)
        started = start(night.root, NIGHTLY)
        assert started.says(f"Process {os.getpid()} writes the warehouse: waiting")
        back = roll_back(*databases, "code", kept_versions=3)
    code, output = started.end()

    assert code == 0, output
    assert "Nothing is new since the build" in output
    assert back.restores == earlier
    night.seen()
    assert published_now(region.published_database) == back.publication_id


def test_killed_again_and_again_a_night_ends_as_if_undisturbed(
    night: Night, two_runs: TwoRuns
) -> None:
    night.begin()
    for stage in IN_A_ROW:
        be_killed(night, stage)
    end_like(night, two_runs.warehouse)


@pytest.mark.soak
@pytest.mark.parametrize("stage", STAGES)
def test_a_night_killed_at_any_stage_ends_as_if_undisturbed(
    night: Night, two_runs: TwoRuns, stage: str
) -> None:
    night.begin()
    be_killed(night, stage)
    end_like(night, two_runs.warehouse)


def be_killed(night: Night, stage: str) -> None:
    """A run that is killed at the stage, after which readers see what they saw, or the new one."""
    before = night.seen()
    code, output = run(night.root, NIGHTLY, STAGES[stage])
    # Where dbt alone is killed the run fails, and says so.
    assert code == (1 if stage == "dbt, while the run goes on" else -signal.SIGKILL), output
    assert (night.seen() != before) == (stage in PUBLISHED_BY_THEN)


def end_like(night: Night, undisturbed: Path) -> None:
    """A run that ends well, with what an undisturbed one leaves."""
    code, output = run(night.root, NIGHTLY)
    assert code == 0, output
    night.seen()
    for database in ("marts.duckdb", "build/marts.duckdb"):
        assert differences(night.warehouse / database, undisturbed / database) == []
    assert parquet_differences(night.warehouse / "marts.duckdb", night.warehouse / "parquet") == []


@pytest.fixture
def small_disk(night: Night) -> Iterator[Path]:
    """The warehouse of the evening before on a small disk of its own."""
    night.warehouse.mkdir(exist_ok=True)
    with tmpfs(night.warehouse, DISK_MIB):
        night.begin()
        yield night.warehouse


@pytest.mark.soak
@pytest.mark.parametrize("stage", FULL)
def test_a_full_disk_stops_the_run_and_no_reader(
    night: Night, two_runs: TwoRuns, small_disk: Path, stage: str
) -> None:
    before = night.seen()

    code, output = run(night.root, NIGHTLY, FULL[stage])

    assert code == 1, output
    assert "No space left on device" in output
    if stage != "dbt":
        assert f"{small_disk}" in output.split("cannot be written")[0].splitlines()[-1]
    assert night.seen() == before
    assert not (small_disk / "build" / "next").exists()
    make_room(night.root)
    end_like(night, two_runs.warehouse)


@pytest.mark.soak
def test_a_read_only_disk_stops_the_run_and_no_reader(
    night: Night, two_runs: TwoRuns, small_disk: Path
) -> None:
    before = night.seen()

    code, output = run(
        night.root,
        NIGHTLY,
        Fault("make read-only", "orchestration.defs.reconciliation.publication:publish"),
    )

    assert code == 1, output
    assert f"{small_disk}" in output.split("cannot be written: Read-only")[0].splitlines()[-1]
    assert night.seen() == before
    remount(small_disk, "rw")
    end_like(night, two_runs.warehouse)


@pytest.mark.soak
def test_a_warehouse_that_is_read_only_from_the_start_is_named(
    night: Night, small_disk: Path
) -> None:
    before = night.seen()
    remount(small_disk, "ro")

    code, output = run(night.root, NIGHTLY)

    assert code == 1, output
    assert f"{small_disk}" in output.split("cannot be written: Read-only")[0].splitlines()[-1]
    assert night.seen() == before
