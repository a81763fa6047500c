"""The files for an engine that cannot read the build database: what is in force, by period."""

from pathlib import Path

import duckdb
import pytest

from orchestration.ingest import Unbuilt, begin_build, finish_build, write_lake
from tests.unit.ingest.landing import CONTRACTS, FOLDER, PATH, Landing, render, row

PROJECT = "the project"
FEBRUARY = f"{FOLDER}/bokning_2024-02.csv"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def build(landing: Landing, lake: Path) -> Unbuilt:
    """Write what is new as a run does it, and count it as built."""
    unbuilt = begin_build(landing.connection, PROJECT)
    write_lake(landing.connection, lake, CONTRACTS, unbuilt)
    finish_build(landing.connection, PROJECT)
    return unbuilt


def bookings(lake: Path) -> list[tuple[object, ...]]:
    files = lake / "raw" / "booking" / "**" / "*.parquet"
    return duckdb.sql(
        f"select period, booking, amount from read_parquet('{files}', hive_partitioning = true)"
        " order by all"
    ).fetchall()


def deliver(landing: Landing, path: str, month: str, amount: str) -> None:
    landing.put(path, render([row(int(month), month=month, amount=amount)]))
    (outcome, *_) = [each for each in landing.ingest() if each.file.endswith(Path(path).name)]
    assert outcome.status == "accepted", outcome.reason


def test_every_period_has_its_rows(landing: Landing, lake: Path) -> None:
    deliver(landing, PATH, "202401", "1,00")
    deliver(landing, FEBRUARY, "202402", "2,50")

    assert build(landing, lake).everything

    assert [(str(period), str(amount)) for period, _, amount in bookings(lake)] == [
        ("2024-01-01", "1.00"),
        ("2024-02-01", "2.50"),
    ]


def test_a_correction_writes_its_period_and_no_other(landing: Landing, lake: Path) -> None:
    deliver(landing, PATH, "202401", "1,00")
    deliver(landing, FEBRUARY, "202402", "2,50")
    build(landing, lake)
    spared = next((lake / "raw" / "booking").glob("period=2024-01-01/*"))
    before = spared.stat()

    deliver(landing, FEBRUARY, "202402", "3,75")
    unbuilt = build(landing, lake)

    assert unbuilt == Unbuilt(everything=False, extracts=frozenset({"booking"}))
    assert spared.stat() == before
    assert [str(amount) for _, _, amount in bookings(lake)] == ["1.00", "3.75"]


def test_an_extract_without_deliveries_has_its_columns(landing: Landing, lake: Path) -> None:
    build(landing, lake)

    assert bookings(lake) == []
    assert len(list((lake / "raw").iterdir())) == len(CONTRACTS)


def test_the_register_says_what_is_unbuilt(landing: Landing, lake: Path) -> None:
    deliver(landing, PATH, "202401", "1,00")
    unbuilt = begin_build(landing.connection, PROJECT)

    write_lake(landing.connection, lake, CONTRACTS, unbuilt)

    register = lake / "deliveries" / "unbuilt_period" / "all.parquet"
    rows = duckdb.sql(f"select extract, period::varchar from '{register}' order by all").fetchall()
    assert ("booking", "2024-01-01") in rows
