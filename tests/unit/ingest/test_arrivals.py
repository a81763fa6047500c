"""What has arrived in the landing zone, told without opening a file, and what is overdue there."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration.contracts.landing_zone import SYNTHETIC_MARKER
from orchestration.ingest import Overdue, find_overdue, look_at
from tests.unit.ingest.landing import BOOKING, FOLDER, Landing, render, row

MONTHLY = {"booking": replace(BOOKING, latency_days=10)}


@pytest.fixture
def delivered(landing: Landing) -> Landing:
    """January and March of 2024 are in force."""
    for month in ("01", "03"):
        landing.put(
            f"{FOLDER}/bokning_2024-{month}.csv",
            render([row(int(month), month=f"2024{month}")]),
        )
    assert [each.status for each in landing.ingest()] == ["accepted", "accepted"]
    return landing


def overdue(landing: Landing, today: str) -> list[Overdue]:
    return find_overdue(landing.connection, MONTHLY, landing.raw, date.fromisoformat(today))


def test_a_month_is_overdue_from_the_day_after_its_last(delivered: Landing) -> None:
    assert overdue(delivered, "2024-03-10") == []
    assert overdue(delivered, "2024-03-11") == [
        Overdue("booking", (date(2024, 2, 1),), date(2024, 3, 10))
    ]


def test_every_month_up_to_now_is_expected(delivered: Landing) -> None:
    (found,) = overdue(delivered, "2024-06-15")

    assert str(found) == (
        "booking: 2024-02, 2024-04, 2024-05 is not delivered; the first was due 2024-03-10."
    )


def test_an_extract_that_never_came_is_not_expected(landing: Landing) -> None:
    assert overdue(landing, "2024-06-15") == []


def test_one_without_a_latency_is_not_expected(delivered: Landing) -> None:
    found = find_overdue(
        delivered.connection, {"booking": BOOKING}, delivered.raw, date(2024, 6, 15)
    )

    assert found == []


def test_of_the_synthetic_sample_nothing_is_expected(delivered: Landing) -> None:
    delivered.put(SYNTHETIC_MARKER, "synthetic")

    assert overdue(delivered, "2024-06-15") == []


@pytest.mark.parametrize("change", ["new", "other bytes", "later", "gone", "renamed"])
def test_any_change_of_a_file_is_seen(tmp_path: Path, change: str) -> None:
    file = tmp_path / "ledger" / "voucher.csv"
    file.parent.mkdir()
    file.write_text("a")
    before = look_at(tmp_path)

    if change == "new":
        file.with_name("other.csv").write_text("")
    elif change == "other bytes":
        file.write_text("ab")
    elif change == "later":
        os.utime(file, (1, 1))
    elif change == "gone":
        file.unlink()
    else:
        file.rename(file.with_name("other.csv"))

    assert look_at(tmp_path).fingerprint != before.fingerprint


def test_with_no_change_it_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "voucher.csv").write_text("a")

    assert look_at(tmp_path) == look_at(tmp_path)


def test_the_latest_change_is_told(tmp_path: Path) -> None:
    file = tmp_path / "voucher.csv"
    file.write_text("a")

    assert look_at(tmp_path).changed_at == file.stat().st_ctime
