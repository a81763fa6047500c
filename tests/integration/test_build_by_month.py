"""What is built of what is new: a corrected month changes what a whole build would, and no more."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.ingest import Unbuilt, begin_build, finish_build, whole_build
from tests.integration.conftest import WHOLE_BUILD
from tests.small_warehouse import SmallWarehouse, Workbench

PROJECT = "the project"
SPARED = "2023-06-01"


@pytest.fixture(scope="module")
def raw(
    warehouse_of: Callable[[int], SmallWarehouse],
    workbench: Workbench,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A landing zone of which the database of the workbench holds everything."""
    warehouse = warehouse_of(1)
    workbench.lay_out(warehouse.database)
    with duckdb.connect(workbench.database) as connection:
        finish_build(connection, PROJECT)
    return shutil.copytree(warehouse.raw, tmp_path_factory.mktemp("region") / "raw")


def build(workbench: Workbench, *, everything: bool = False) -> Unbuilt:
    with duckdb.connect(workbench.database) as connection:
        unbuilt = begin_build(connection, PROJECT, everything=everything)
    workbench.dbt(*WHOLE_BUILD, *(["--full-refresh"] if unbuilt.everything else []))
    with duckdb.connect(workbench.database) as connection:
        finish_build(connection, PROJECT)
    return unbuilt


def marts(workbench: Workbench) -> dict[str, set[tuple[object, ...]]]:
    with duckdb.connect(workbench.database, read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'marts'"
        ).fetchall()
        return {
            table: set(connection.execute(f"from marts.marts.{table}").fetchall())
            for (table,) in tables
        }


def without_last_row(file: Path) -> None:
    """Deliver a file again without its last row."""
    rows = file.read_bytes().splitlines(keepends=True)
    file.with_name(f"{file.stem}_2.csv").write_bytes(b"".join(rows[:-1]))


def without_last_voucher(file: Path) -> None:
    header, *rows = file.read_bytes().splitlines(keepends=True)
    last = rows[-1].split(b";")[0]
    kept = [row for row in rows if not row.startswith(last + b";")]
    file.with_name(f"{file.stem}_2.csv").write_bytes(b"".join([header, *kept]))


def test_corrected_months_give_what_a_whole_build_gives_and_spare_the_others(
    raw: Path, workbench: Workbench
) -> None:
    care = raw / "care"
    without_last_row(care / "chat" / "chattar_2023-05.csv")
    without_last_row(care / "call" / "samtal_2023-05.csv")
    without_last_row(care / "laboratory_answer" / "labsvar_2024-03.csv")
    without_last_row(care / "waiting_list" / "vantelista_2023-09.csv")
    without_last_voucher(raw / "ledger" / "general_ledger" / "huvudbok_2023-08.csv")
    workbench.ingest(raw)
    # A month that is made anew loses what was added to it.
    workbench.change(
        "update intermediate.int_chats_started set volume = volume + 1000"
        f" where reporting_month = date '{SPARED}'"
    )

    unbuilt = build(workbench)

    assert unbuilt == Unbuilt(
        everything=False,
        extracts=frozenset(["chat", "call", "laboratory_answer", "waiting_list", "general_ledger"]),
    )
    by_month = marts(workbench)
    build(workbench, everything=True)
    whole = marts(workbench)
    differing = {row for table, rows in whole.items() for row in rows ^ by_month[table]}
    assert all("chats_started" in row or "chats_started_growth" in row for row in differing)
    # measure, organisation_code, subject, period, ...
    assert min(str(row[3]) for row in whole["kpi"] ^ by_month["kpi"]) == SPARED[:7]


def test_what_a_build_was_about_stays_unbuilt_until_it_is_finished(
    raw: Path, workbench: Workbench
) -> None:
    second = raw / "care" / "visit" / "besok_2023-02_2.csv"
    without_last_row(second.with_name("besok_2023-02.csv"))
    workbench.ingest(raw)
    with duckdb.connect(workbench.database) as connection:
        begun = begin_build(connection, PROJECT)
        half = whole_build(connection)
        again = begin_build(connection, PROJECT)
        finish_build(connection, PROJECT)
        nothing = begin_build(connection, PROJECT)

    assert begun == again == Unbuilt(everything=False, extracts=frozenset(["visit"]))
    assert half is None
    assert not nothing


def test_another_project_builds_everything(raw: Path, workbench: Workbench) -> None:
    assert raw.exists()
    with duckdb.connect(workbench.database) as connection:
        assert begin_build(connection, "another project").everything
