"""Publication over a database of a few rows, killed, starved of disk, or beside another writer.

Here: the file system before and after. Not here: the job around it (`test_faults`).
"""

import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.publish import PublicationFailed, publish, published_now, roll_back
from tests.build_database import write_build_database
from tests.published import parquet_differences, require_whole
from tests.published_reader import name_edition
from tests.struck import KEPT_VERSIONS, PUBLISH, Fault, make_room, run
from tests.tmpfs import remount, tmpfs

RENAME = Fault("kill", "pathlib:Path.replace", on="marts.duckdb")
PRUNE = Fault("kill", "os:unlink", on="marts.duckdb", after=True)
MOMENTS = {
    "plan": Fault("kill", "orchestration.publish.publication:compare"),
    "copy": Fault("kill", "orchestration.publish.marts:_copy_rows", on="measure"),
    "history": Fault("kill", "orchestration.publish.history:record"),
    "Parquet": Fault("kill", "orchestration.publish.publication:_write_parquet", after=True),
    "read-only": Fault("kill", "pathlib:Path.chmod"),
    "on disk": Fault("kill", "os:fsync"),
    "put in place": Fault("kill", "orchestration.publish.versions:Versions.put_in_place"),
    "a version": Fault("kill", "orchestration.publish.versions:Versions._switch_parquet"),
    "between the switches": Fault(
        "kill", "orchestration.publish.versions:Versions._switch_database"
    ),
    "just before the rename": RENAME,
    "just after the rename": replace(RENAME, after=True),
    "prune": PRUNE,
}
PUBLISHED_BY_THEN = ("just after the rename", "prune")
DISK_MIB = 24


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A warehouse with one edition published and the next one built."""
    return prepared(tmp_path / "warehouse")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """The same on a small disk of its own."""
    directory = tmp_path / "warehouse"
    directory.mkdir()
    with tmpfs(directory, DISK_MIB):
        yield prepared(directory)


def prepared(warehouse: Path) -> Path:
    build_database = write_build_database(warehouse / "build" / "marts.duckdb")
    name_edition(build_database, 0)
    publish_anew(warehouse)
    name_edition(build_database, 1)
    return warehouse


def publish_anew(warehouse: Path) -> None:
    publish(
        warehouse / "build" / "marts.duckdb",
        warehouse / "marts.duckdb",
        "code",
        KEPT_VERSIONS,
        is_synthetic=True,
    )


def editions(warehouse: Path) -> list[tuple[str, int]]:
    """The editions that were published, newest first, each with how many kpi holds now."""
    require_whole(warehouse)
    with duckdb.connect(warehouse / "marts.duckdb", read_only=True) as connection:
        return connection.execute(
            "select build_id, (select count(distinct quality) from marts.marts.kpi)"
            " from marts.marts.publication order by publication_id desc"
        ).fetchall()


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_publication_leaves_the_published_file_whole(warehouse: Path, moment: str) -> None:
    published = warehouse / "marts.duckdb"
    before = published.read_bytes()

    code, output = run(warehouse.parent, PUBLISH, MOMENTS[moment])

    assert code == -signal.SIGKILL, output
    require_whole(warehouse)
    assert (published.read_bytes() != before) == (moment in PUBLISHED_BY_THEN)
    kept = (warehouse / "versions").iterdir()
    assert published_now(published) in [version.name for version in kept]

    publish_anew(warehouse)
    again = moment in PUBLISHED_BY_THEN
    assert editions(warehouse) == [("edition 1", 1)] * (1 + again) + [("edition 0", 1)]
    assert parquet_differences(published, warehouse / "parquet") == []
    nothing_is_left(warehouse)


def nothing_is_left(warehouse: Path) -> None:
    """Of what was interrupted; the space it took is free again."""
    published = published_now(warehouse / "marts.duckdb")
    assert {path.name for path in warehouse.iterdir()} == {
        "build",
        "marts.duckdb",
        "parquet",
        "versions",
    }
    assert [path.name for path in (warehouse / "versions").iterdir()] == [published]
    assert [path.name for path in (warehouse / "build").iterdir()] == ["marts.duckdb"]


def test_a_version_that_was_half_let_go_is_not_offered(warehouse: Path) -> None:
    code, output = run(warehouse.parent, PUBLISH, PRUNE)
    assert code == -signal.SIGKILL, output
    build_database, published = warehouse / "build" / "marts.duckdb", warehouse / "marts.duckdb"

    with pytest.raises(PublicationFailed, match="An earlier publication is not kept"):
        roll_back(build_database, published, "code", KEPT_VERSIONS)


@pytest.mark.parametrize("written", ["copy", "Parquet"])
def test_a_full_disk_is_named_and_no_reader_harmed(small_disk: Path, written: str) -> None:
    before = (small_disk / "marts.duckdb").read_bytes()

    code, output = run(small_disk.parent, PUBLISH, replace(MOMENTS[written], action="fill"))

    assert code == 1
    assert f"{small_disk} cannot be written: No space left on device" in output
    assert "Make room" in output
    assert editions(small_disk) == [("edition 0", 1)]
    assert (small_disk / "marts.duckdb").read_bytes() == before
    make_room(small_disk.parent)
    publish_anew(small_disk)
    assert editions(small_disk) == [("edition 1", 1), ("edition 0", 1)]
    nothing_is_left(small_disk)


@pytest.mark.parametrize("written", ["from the start", "put in place"])
def test_a_read_only_disk_is_named_and_no_reader_harmed(small_disk: Path, written: str) -> None:
    fault = MOMENTS.get(written)
    if fault is None:
        remount(small_disk, "ro")

    code, output = run(
        small_disk.parent, PUBLISH, fault and replace(fault, action="make read-only")
    )

    assert code == 1
    assert f"{small_disk} cannot be written: Read-only file system" in output
    assert editions(small_disk) == [("edition 0", 1)]
    remount(small_disk, "rw")
    publish_anew(small_disk)
    assert editions(small_disk) == [("edition 1", 1), ("edition 0", 1)]
    nothing_is_left(small_disk)
