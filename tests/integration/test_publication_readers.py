"""Readers that never stop, while one publication follows the other.

By default a few readers over a database of a few rows; `make soak` has 16 over a whole warehouse.
Not here: publications that fail (`test_publication_faults`).
"""

import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from orchestration.publish import publish
from tests.build_database import write_build_database
from tests.published import require_whole
from tests.published_reader import Readings, name_edition, percentile, readings, start_reader
from tests.small_warehouse import SmallWarehouse

KEPT_VERSIONS = 10
LONGEST_SECONDS = 600
RecordFigure = Callable[[str, object], None]


def test_readers_see_whole_publications_only(tmp_path: Path, record_property: RecordFigure) -> None:
    build_database = write_build_database(tmp_path / "build" / "marts.duckdb")

    seen = read_while_publishing(build_database, readers=4, publications=6)

    figures(seen, record_property)


@pytest.mark.soak
def test_sixteen_readers_see_whole_publications_of_a_whole_warehouse_only(
    warehouse_of: Callable[[int], SmallWarehouse], tmp_path: Path, record_property: RecordFigure
) -> None:
    build_database = tmp_path / "build" / "marts.duckdb"
    build_database.parent.mkdir()
    shutil.copyfile(warehouse_of(1).database, build_database)

    seen = read_while_publishing(build_database, readers=16, publications=20)

    figures(seen, record_property)


def read_while_publishing(build_database: Path, readers: int, publications: int) -> list[Readings]:
    """What each reader read while so many editions of the build database were published.

    Every second reader keeps a connection until the file that it opened was replaced.
    """
    published = build_database.parents[1] / "marts.duckdb"
    edition(build_database, published, 0)
    started = time.monotonic()
    with ExitStack() as ending:
        processes = []
        for number in range(readers):
            reader = start_reader(published.parent, keeps_connection=bool(number % 2))
            ending.enter_context(reader)
            ending.callback(reader.kill)
            processes.append(reader)
        for reader in processes:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "reads\n", reader.communicate()[1]
        for number in range(1, publications + 1):
            edition(build_database, published, number)
            require_whole(published.parent)
            failed = [reader.communicate()[1] for reader in processes if reader.poll()]
            assert failed == []
            assert time.monotonic() - started < LONGEST_SECONDS
        return [readings(reader) for reader in processes]


def edition(build_database: Path, published: Path, number: int) -> None:
    """Publish the build database as an edition of its own."""
    name_edition(build_database, number)
    publish(build_database, published, "code", KEPT_VERSIONS, is_synthetic=True)


def figures(seen: list[Readings], record: RecordFigure) -> None:
    """Hold that all readers saw publications come, and record how long their reads took."""
    assert all(reader.publications > 0 for reader in seen)
    record("readers", len(seen))
    record("publications seen by a reader", max(reader.publications for reader in seen))
    for name in ("database", "parquet"):
        took = sorted(seconds for reader in seen for seconds in getattr(reader, name))
        assert took
        record(f"reads of the {name}", len(took))
        for figure, share in (("p50", 0.5), ("p99", 0.99), ("max", 1.0)):
            record(f"{name} {figure} ms", round(1000 * percentile(took, share), 1))
