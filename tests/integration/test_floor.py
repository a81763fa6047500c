"""The floor of the benchmark gives the marts of the product, and a difference would be seen."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from benchmarks.equality import differing_rows
from benchmarks.floor import script
from tests.code_location import Region
from tests.small_warehouse import SmallWarehouse


def test_the_floor_gives_the_marts_of_the_product(
    region_after_first_run: Path, tmp_path: Path
) -> None:
    region = Region.below(region_after_first_run)
    manifest = region_after_first_run / "target" / "nightly" / "manifest.json"
    floor = tmp_path / "marts.duckdb"

    with duckdb.connect() as connection:
        connection.execute(script(region.raw, json.loads(manifest.read_text()), floor))

    assert differing_rows(region.build_database, floor) == {}


@pytest.mark.parametrize(
    ("change", "differing"),
    [
        (
            "update marts.marts.kpi set value = value + 0.01 where rowid = 7",
            {"kpi": 2},
        ),
        ("delete from marts.marts.production where rowid < 3", {"production": 3}),
        (
            "insert into marts.marts.voucher_row from marts.marts.voucher_row limit 1",
            {"voucher_row": 1},
        ),
        ("alter table marts.marts.subject drop column name_sv", {"subject": 102}),
        ("drop table marts.marts.subject", {"subject": 102}),
        (
            """
            create or replace table marts.marts.measure_term as
            select * replace (cast(term as double) as term) from marts.marts.measure_term
            """,
            {"measure_term": 65},
        ),
    ],
)
def test_every_difference_is_counted(
    warehouse_of: Callable[[int], SmallWarehouse],
    tmp_path: Path,
    change: str,
    differing: dict[str, int],
) -> None:
    ours = warehouse_of(1).database
    theirs = tmp_path / "marts.duckdb"
    shutil.copyfile(ours, theirs)
    with duckdb.connect(theirs) as connection:
        connection.execute(change)

    assert differing_rows(ours, theirs) == differing
