"""What is built of what is new: a corrected month changes what a whole build would, and no more."""

import random
import shutil
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import duckdb
import pytest

from orchestration.ingest import Unbuilt, begin_build, finish_build, whole_build
from tests.integration.conftest import WHOLE_BUILD
from tests.small_warehouse import SmallWarehouse, Workbench

PROJECT = "the project"
SPARED = "2023-06-01"

# The extracts whose months are built one by one, and two that are built whole.
BY_MONTH = (
    "ledger/general_ledger",
    "care/ambulance_assignment",
    "care/call",
    "care/chat",
    "care/dental_recall",
    "care/laboratory_answer",
    "care/listed_patients",
    "care/orthodontic_patient",
    "care/patient_transport",
    "care/radiology_examination",
    "care/visit",
    "care/waiting_list",
    "hr/absence",
    "hr/scheduled_hours",
)


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


def build(workbench: Workbench) -> Unbuilt:
    """Build as a run does it, without the data tests: what was published is not there in part."""
    with duckdb.connect(workbench.database) as connection:
        unbuilt = begin_build(connection, PROJECT)
    workbench.dbt(
        *WHOLE_BUILD,
        "--exclude-resource-type",
        "test",
        *(["--full-refresh"] if unbuilt.everything else []),
    )
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


def corrected(file: Path, number: int) -> None:
    """Deliver a file again without its last row, or of the ledger its last voucher."""
    header, *rows = file.read_bytes().splitlines(keepends=True)
    last = rows[-1]
    if "general_ledger" in file.parts:
        last = last[: last.index(b";") + 1]
    kept = [row for row in rows if not row.startswith(last)]
    file.with_name(f"{file.stem}_{number}.csv").write_bytes(b"".join([header, *kept]))


def repeated(file: Path, number: int) -> None:
    shutil.copyfile(file, file.with_name(f"{file.stem}_{number}.csv"))


def spoilt(file: Path, number: int) -> None:
    """Deliver a file again, and lose its end on the way."""
    content = file.read_bytes()
    file.with_name(f"{file.stem}_{number}.csv").write_bytes(
        content[: len(content) // 2 + 1].rstrip(b"\n")
    )


@pytest.mark.parametrize(
    ("seed", "nights"),
    [(1, 1), *(pytest.param(seed, 3, marks=pytest.mark.soak) for seed in (2, 3))],
)
def test_any_nights_give_what_a_rebuild_gives_and_spare_the_months_they_are_not_about(
    seed: int, nights: int, raw: Path, workbench: Workbench, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    raw = shutil.copytree(raw, tmp_path / "raw")
    spared = raw / "care" / "chat" / f"chattar_{SPARED[:7]}.csv"
    months = {name: sorted((raw / name).glob("*.csv")) for name in BY_MONTH}
    months["care/chat"].remove(spared)
    late = {name: chance.sample(files, nights) for name, files in months.items()}
    for file in chain(*late.values()):
        file.rename(tmp_path / file.name)
    workbench.clear()
    workbench.ingest(raw)
    build(workbench)
    # A month that is made anew loses what was added to it.
    workbench.change(
        "update intermediate.int_chats_started set volume = volume + 1000"
        f" where reporting_month = date '{SPARED}'"
    )

    for _ in range(nights):
        for name, files in months.items():
            again = chance.choice([file for file in files if file.exists()])
            chance.choice([corrected, repeated, spoilt])(again, number=chance.randint(2, 4))
            file = late[name].pop()
            (tmp_path / file.name).rename(file)
        new = {each.extract for each in workbench.ingest(raw) if each.is_new("accepted")}
        assert build(workbench) == Unbuilt(everything=False, extracts=frozenset(new))
    by_night = marts(workbench)

    workbench.clear()
    workbench.ingest(raw)
    build(workbench)
    rebuilt = marts(workbench)
    differing = {row for table, rows in rebuilt.items() for row in rows ^ by_night[table]}
    assert all("chats_started" in row or "chats_started_growth" in row for row in differing)
    # measure, organisation_code, subject, period, ...
    assert min(str(row[3]) for row in rebuilt["kpi"] ^ by_night["kpi"]) == SPARED[:7]


def test_what_a_build_was_about_stays_unbuilt_until_it_is_finished(
    raw: Path, workbench: Workbench
) -> None:
    second = raw / "care" / "visit" / "besok_2023-02_2.csv"
    corrected(second.with_name("besok_2023-02.csv"), number=2)
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
