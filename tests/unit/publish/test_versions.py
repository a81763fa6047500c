"""The versions that are kept, the files that readers open, and the way back."""

import shutil
import stat
from pathlib import Path

import duckdb
import pytest

from orchestration.publish import (
    PublicationFailed,
    Versions,
    is_published,
    published_now,
)
from tests.toy_warehouse import ToyWarehouse

ONE_MORE = "update marts.marts.kpi set value = value + 1"
KPI = 'select * from kpi order by measure, organisation_code, subject, period, "window"'


def kept(warehouse: ToyWarehouse) -> list[str]:
    return sorted(path.name for path in warehouse.versions.iterdir())


def first_value(warehouse: ToyWarehouse) -> int:
    ((value,),) = warehouse.rows("select value::int from kpi where measure = 'measure 0'")
    assert isinstance(value, int)
    return value


def assert_readers_see(warehouse: ToyWarehouse, publication_id: str) -> None:
    """The published file and the Parquet files are those of one version, and say so."""
    version = warehouse.versions / publication_id
    assert warehouse.published.samefile(version / "marts.duckdb")
    assert warehouse.parquet.samefile(version / "parquet")
    assert published_now(warehouse.published) == publication_id
    told = warehouse.rows(
        f"select max(publication_id) from '{warehouse.parquet}/publication.parquet'"
    )
    assert told == [(publication_id,)]


def test_readers_see_a_file_and_a_folder_of_the_newest_version(warehouse: ToyWarehouse) -> None:
    assert_readers_see(warehouse, warehouse.publish())
    second = warehouse.publish(ONE_MORE)

    assert_readers_see(warehouse, second)
    assert not warehouse.published.is_symlink()
    assert warehouse.parquet.readlink() == Path(f"versions/{second}/parquet")


def test_nothing_but_the_published_files_lies_beside_them(warehouse: ToyWarehouse) -> None:
    warehouse.publish()

    assert {path.name for path in warehouse.directory.iterdir()} == {
        "build",
        "marts.duckdb",
        "parquet",
        "versions",
    }
    assert [path.name for path in (warehouse.directory / "build").iterdir()] == ["marts.duckdb"]


def test_every_file_of_a_version_is_read_only(warehouse: ToyWarehouse) -> None:
    version = warehouse.versions / warehouse.publish()

    modes = {
        str(path.relative_to(version)): stat.S_IMODE(path.stat().st_mode)
        for path in version.rglob("*")
        if path.is_file()
    }
    assert modes == dict.fromkeys(
        [
            "marts.duckdb",
            "parquet/kpi.parquet",
            "parquet/measure.parquet",
            "parquet/publication.parquet",
            "parquet/publication_delivery.parquet",
            "parquet/published_reconciliation.parquet",
            "parquet/restatement.parquet",
        ],
        0o444,
    )


def test_parquet_and_database_are_equal_table_for_table(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    warehouse.publish(ONE_MORE)

    tables = [table for (table,) in warehouse.rows("select table_name from duckdb_tables()")]
    assert {f"{table}.parquet" for table in tables} == {p.name for p in warehouse.parquet.iterdir()}
    for table in tables:
        file = f"read_parquet('{warehouse.parquet}/{table}.parquet')"
        for one, other in ((f"marts.marts.{table}", file), (file, f"marts.marts.{table}")):
            assert warehouse.rows(f"from {one} except all from {other}") == [], table
        described = "select column_name, column_type from (describe from {})"
        assert warehouse.rows(described.format(file)) == warehouse.rows(
            described.format(f"marts.marts.{table}")
        )


def test_the_last_publications_are_kept(warehouse: ToyWarehouse) -> None:
    published = [warehouse.publish(ONE_MORE, keep=2) for _ in range(4)]

    assert kept(warehouse) == published[-2:]
    assert Versions(warehouse.published).kept() == published[-2:]
    assert warehouse.rows("select publication_id from publication order by all") == [
        (each,) for each in published
    ]


def test_only_the_published_one_is_kept_where_one_is(warehouse: ToyWarehouse) -> None:
    warehouse.publish(keep=1)
    second = warehouse.publish(ONE_MORE, keep=1)

    assert kept(warehouse) == [second]
    assert_readers_see(warehouse, second)


def put_in_versions_but_not_in_place(warehouse: ToyWarehouse, publication_id: str) -> str:
    """What a kill between the two leaves: a whole version that readers never saw."""
    (newest,) = kept(warehouse)
    shutil.copytree(warehouse.versions / newest, warehouse.versions / publication_id)
    return publication_id


@pytest.mark.parametrize("orphan", ["2020-01-01T000000.000Z", "2999-01-01T000000.000Z"])
def test_a_version_that_was_never_published_does_not_stay(
    warehouse: ToyWarehouse, orphan: str
) -> None:
    first = warehouse.publish()
    put_in_versions_but_not_in_place(warehouse, orphan)

    second = warehouse.publish(ONE_MORE)

    assert kept(warehouse) == [first, second]


def test_a_file_among_the_versions_is_nobodys_publication(warehouse: ToyWarehouse) -> None:
    first = warehouse.publish()
    stray = warehouse.versions / ".DS_Store"
    stray.touch()

    second = warehouse.publish(ONE_MORE)

    assert Versions(warehouse.published).kept() == [first, second]
    assert stray.exists()


def test_a_rollback_puts_the_one_before_back(warehouse: ToyWarehouse) -> None:
    first, second = warehouse.publish(), warehouse.publish(ONE_MORE)
    marts = warehouse.rows(KPI, warehouse.versions / first / "marts.duckdb")

    third = warehouse.roll_back()

    assert_readers_see(warehouse, third)
    assert warehouse.rows(KPI) == marts
    assert kept(warehouse) == [first, second, third]


def test_a_rollback_is_told_as_one(warehouse: ToyWarehouse) -> None:
    first = warehouse.publish()
    second = warehouse.publish(
        ONE_MORE,
        "update deliveries.delivery set status = 'superseded'",
        "insert into deliveries.delivery values"
        " ('ledger-2b', 'ledger', 'b.csv', '2024-02-01', 'b', 5, 'accepted')",
    )

    third = warehouse.roll_back()

    assert warehouse.rows(
        "select publication_id, kind, restores, build_id, code_version, is_synthetic,"
        " figures_agree, deliveries_in_force, deliveries_new, values_restated"
        " from publication order by all"
    ) == [
        (first, "publication", None, "build 0", "code 1", True, 1, 1, 1, 0),
        (second, "publication", None, "build 1", "code 1", True, 1, 1, 1, 5),
        (third, "rollback", first, "build 0", "code 2", True, 1, 1, 1, 5),
    ]
    assert warehouse.rows(
        "select delivery_id, in_force_from, in_force_until from publication_delivery order by all"
    ) == [
        ("ledger-2", first, second),
        ("ledger-2", third, None),
        ("ledger-2b", second, third),
    ]
    assert warehouse.rows(
        f"select distinct caused_by, new_value - old_value from restatement"
        f" where publication_id = '{third}'"
    ) == [(f"rollback to {first}", -1)]


def test_a_named_publication_is_put_back(warehouse: ToyWarehouse) -> None:
    first, *_ = (warehouse.publish(ONE_MORE) for _ in range(3))

    rolled_back = warehouse.roll_back(first)

    assert first_value(warehouse) == 1
    assert warehouse.rows(
        f"select restores from publication where publication_id = '{rolled_back}'"
    ) == [(first,)]


def test_a_second_rollback_goes_one_further_back(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    warehouse.publish(ONE_MORE)
    warehouse.publish(ONE_MORE)
    warehouse.roll_back(keep=5)
    assert first_value(warehouse) == 1

    warehouse.roll_back(keep=5)

    assert first_value(warehouse) == 0
    with pytest.raises(PublicationFailed, match="An earlier publication is not kept"):
        warehouse.roll_back()


def test_a_rolled_back_build_is_not_published_again_but_the_next_one_is(
    warehouse: ToyWarehouse,
) -> None:
    warehouse.publish()
    warehouse.publish(ONE_MORE)
    assert not is_published("build 0", warehouse.published)

    warehouse.roll_back()

    assert is_published("build 1", warehouse.published)
    assert not is_published("build 0", warehouse.published)
    assert not is_published("build 2", warehouse.published)
    fourth = warehouse.publish(ONE_MORE)
    assert_readers_see(warehouse, fourth)
    assert first_value(warehouse) == 2


def test_before_the_first_publication_nothing_is_published(warehouse: ToyWarehouse) -> None:
    assert published_now(warehouse.published) is None
    assert not is_published("build 0", warehouse.published)
    with pytest.raises(
        PublicationFailed,
        match=r"An earlier publication is not kept\. Readers see none; kept are: none",
    ):
        warehouse.roll_back()


def test_what_cannot_be_put_back_is_said_with_what_can(warehouse: ToyWarehouse) -> None:
    first = warehouse.publish(keep=2)
    with pytest.raises(PublicationFailed, match="An earlier publication is not kept"):
        warehouse.roll_back(keep=2)
    second, third = (warehouse.publish(ONE_MORE, keep=2) for _ in range(2))
    kept_are = rf"Readers see {third}; kept are: {second}, {third}\.$"

    for wanted, fault in (
        (first, f"The publication {first} is not kept"),
        ("last week", "The publication last week is not kept"),
        ("../versions", "The publication ../versions is not kept"),
        (third, f"The publication {third} is what readers see"),
    ):
        with pytest.raises(PublicationFailed, match=rf"^{fault}\. {kept_are}"):
            warehouse.roll_back(wanted, keep=2)
    assert_readers_see(warehouse, third)


def test_a_version_that_was_never_published_cannot_be_put_back(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    orphan = put_in_versions_but_not_in_place(warehouse, "2020-01-01T000000.000Z")

    for wanted in (None, orphan):
        with pytest.raises(PublicationFailed, match="is not kept"):
            warehouse.roll_back(wanted)


def test_a_failed_rollback_leaves_nothing_behind(warehouse: ToyWarehouse, tmp_path: Path) -> None:
    first, second = warehouse.publish(), warehouse.publish(ONE_MORE)
    broken = warehouse.versions / first / "marts.duckdb"
    broken.chmod(0o644)
    broken.write_bytes(b"")

    with pytest.raises(duckdb.Error, match="marts"):
        warehouse.roll_back()

    assert_readers_see(warehouse, second)
    assert not (tmp_path / "build" / "next").exists()
