"""The plan: what publishing would change, against what is published now."""

from decimal import Decimal

import pytest

from orchestration.publish import KpiChange, TableChange
from tests.toy_warehouse import ToyWarehouse

KEYED = "('{}', 'RH', 'total', '2024-02', 'month', {}, 'SEK', null)"


def kpi_change(measure: str, old: int | None, new: int | None) -> KpiChange:
    old_value, new_value = (None if value is None else Decimal(value) for value in (old, new))
    return KpiChange(
        measure, "RH", "total", "2024-02", "month", "SEK", old_value=old_value, new_value=new_value
    )


def table_change(table: str, **differing: object) -> TableChange:
    same: dict[str, object] = {
        "is_new": False,
        "is_gone": False,
        "columns_added": (),
        "columns_removed": (),
        "columns_retyped": (),
        "rows_added": 0,
        "rows_removed": 0,
        "rows_changed": 0,
    }
    return TableChange(table, **(same | differing))  # type: ignore[arg-type]


def test_before_the_first_publication_every_mart_is_new(warehouse: ToyWarehouse) -> None:
    plan = warehouse.plan()

    assert [(each.table, each.is_new, each.rows_added) for each in plan.tables] == [
        ("kpi", True, 5),
        ("measure", True, 5),
        ("published_reconciliation", True, 2),
    ]
    assert plan.tables[1].columns_added == ("measure", "source_extracts")
    assert plan.kpi == ()
    assert not warehouse.published.exists()


def test_what_is_published_already_changes_nothing(warehouse: ToyWarehouse) -> None:
    warehouse.publish()

    plan = warehouse.plan()

    assert not plan
    assert plan.report() == "Nothing would change: the marts are what is published."


def test_rows_are_told_apart_by_their_key(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    warehouse.change(
        "delete from marts.marts.kpi where measure = 'measure 0'",
        "update marts.marts.kpi set quality = 'doubtful' where measure = 'measure 1'",
        "update marts.marts.kpi set value = 7 where measure = 'measure 2'",
        f"insert into marts.marts.kpi values {KEYED.format('measure 8', 8)},"
        f" {KEYED.format('measure 9', 9)}",
    )

    (change,) = warehouse.plan().tables

    assert change == table_change("kpi", rows_added=2, rows_removed=1, rows_changed=2)


def test_a_row_that_only_loses_a_value_is_changed(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    warehouse.change("update marts.marts.kpi set unit = null where measure = 'measure 1'")

    (change,) = warehouse.plan().tables

    assert change == table_change("kpi", rows_changed=1)


@pytest.mark.parametrize(
    ("statements", "differing"),
    [
        (["add column note varchar"], {"columns_added": ("note",)}),
        (["drop column source_extracts"], {"columns_removed": ("source_extracts",)}),
        (
            ["rename column source_extracts to sources"],
            {"columns_added": ("sources",), "columns_removed": ("source_extracts",)},
        ),
    ],
    ids=lambda each: each[0].split()[0] if isinstance(each, list) else "",
)
def test_columns_are_told_by_name(
    warehouse: ToyWarehouse, statements: list[str], differing: dict[str, object]
) -> None:
    warehouse.publish()
    warehouse.change(*(f"alter table marts.marts.measure {each}" for each in statements))

    assert warehouse.plan().tables == (table_change("measure", **differing),)


def since(data_type: str, *values: str) -> str:
    """Another table `organisation`: its key is a code, the second column `since`."""
    rows = ", ".join(f"({code}, {value})" for code, value in enumerate(values))
    return (
        "drop table if exists marts.marts.organisation;"
        f" create table marts.marts.organisation(code integer primary key, since {data_type});"
        f" insert into marts.marts.organisation values {rows}"
    )


def test_a_retyped_column_is_told_with_both_types(warehouse: ToyWarehouse) -> None:
    warehouse.publish(since("boolean", "true", "false"))
    warehouse.change(since("date", "date '2024-01-01'", "null"))

    (change,) = warehouse.plan().tables

    assert change.columns_retyped == ("since: BOOLEAN -> DATE",)
    assert (change.rows_added, change.rows_removed, change.rows_changed) == (0, 0, 2)


def test_a_retyped_key_still_tells_rows_apart(warehouse: ToyWarehouse) -> None:
    keyed = "create table marts.marts.organisation as select {} as code, 1 as level"
    add_key = "alter table marts.marts.organisation add primary key (code)"
    warehouse.publish(keyed.format("'RH'"), add_key)
    warehouse.change("drop table marts.marts.organisation", keyed.format("17"), add_key)

    (change,) = warehouse.plan().tables

    assert change.columns_retyped == ("code: VARCHAR -> INTEGER",)
    assert (change.rows_added, change.rows_removed, change.rows_changed) == (1, 1, 0)


def test_a_table_is_new_or_gone(warehouse: ToyWarehouse) -> None:
    warehouse.publish(since("date", "null"))
    warehouse.change(
        "drop table marts.marts.organisation",
        "create table marts.marts.forecast as select 1 as period from range(3)",
    )

    assert warehouse.plan().tables == (
        table_change("forecast", is_new=True, columns_added=("period",), rows_added=3),
        table_change(
            "organisation", is_gone=True, columns_removed=("code", "since"), rows_removed=1
        ),
    )


def test_every_known_value_that_changes_is_told_old_and_new(warehouse: ToyWarehouse) -> None:
    warehouse.publish("update marts.marts.kpi set value = null where measure = 'measure 4'")
    warehouse.change(
        "delete from marts.marts.kpi where measure = 'measure 1'",
        "update marts.marts.kpi set value = null where measure = 'measure 2'",
        "update marts.marts.kpi set value = 31 where measure = 'measure 3'",
        "update marts.marts.kpi set value = 41 where measure = 'measure 4'",
        "update marts.marts.kpi set quality = 'doubtful' where measure = 'measure 0'",
        f"insert into marts.marts.kpi values {KEYED.format('measure 9', 9)}",
    )

    assert warehouse.plan().kpi == (
        kpi_change("measure 1", 1, None),
        kpi_change("measure 2", 2, None),
        kpi_change("measure 3", 3, 31),
        kpi_change("measure 4", None, 41),
    )


def test_the_report_has_a_line_for_each_mart_and_each_value(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    warehouse.change(
        "update marts.marts.kpi set value = 1000000.5 where measure = 'measure 1'",
        "delete from marts.marts.kpi where measure = 'measure 2'",
        "alter table marts.marts.measure add column note varchar",
    )

    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in warehouse.plan().report().splitlines()
    ]

    assert ["kpi", "0", "1", "1", ""] in lines
    assert ["measure", "0", "0", "0", "+note"] in lines
    assert ["2 known values change: measure 1 1, measure 2 1"] in lines
    where = ["RH", "total", "2024-02", "month"]
    assert ["measure 1", *where, "1.0000000000", "1000000.5000000000", "SEK"] in lines
    assert ["measure 2", *where, "2.0000000000", "-", "SEK"] in lines


def test_the_report_says_what_a_table_has_become(warehouse: ToyWarehouse) -> None:
    warehouse.publish(since("boolean", "true"))
    warehouse.change(since("date", "null"))
    retyped = warehouse.plan().report()
    warehouse.change(
        "drop table marts.marts.organisation", "create table marts.marts.forecast(period integer)"
    )

    assert "since: BOOLEAN -> DATE" in retyped
    forecast, organisation = warehouse.plan().report().splitlines()[2:]
    assert "forecast" in forecast
    assert "new table" in forecast
    assert "organisation" in organisation
    assert "gone" in organisation


def test_a_long_report_names_so_many_values_and_counts_the_rest(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    warehouse.change("update marts.marts.kpi set value = value + 1")

    report = warehouse.plan().report(most=2)

    assert "5 known values change" in report
    assert "| measure 1 |" in report
    assert "| measure 2 |" not in report
    assert report.endswith("… and 3 more.")


def test_a_plan_changes_nothing(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    warehouse.change("update marts.marts.kpi set value = value + 1")
    before = [path.read_bytes() for path in (warehouse.build, warehouse.published)]

    assert warehouse.plan()

    assert [path.read_bytes() for path in (warehouse.build, warehouse.published)] == before


def vouchers(amount_type: str, *rows: str) -> str:
    """Another table `voucher_row`, which has no key."""
    return (
        "drop table if exists marts.marts.voucher_row;"
        f" create table marts.marts.voucher_row(period varchar, amount {amount_type});"
        f" insert into marts.marts.voucher_row values {', '.join(rows)}"
    )


def test_rows_that_come_go_or_move_between_months_are_told(warehouse: ToyWarehouse) -> None:
    same = ("('2024-01', 1)", "('2024-01', 2)")
    warehouse.publish(vouchers("integer", *same, "('2024-02', 3)", "('2024-02', 4)", "(null, 5)"))
    warehouse.change(
        vouchers("integer", *same, "('2024-02', 3)", "('2024-03', 4)", "('2024-03', 6)")
    )

    (change,) = warehouse.plan().tables

    assert change == table_change("voucher_row", rows_added=2, rows_removed=2)


def test_a_month_is_the_same_only_if_its_types_are(warehouse: ToyWarehouse) -> None:
    warehouse.publish(vouchers("decimal(4, 2)", "('2024-01', 1.50)"))
    warehouse.change(vouchers("decimal(4, 1)", "('2024-01', 15.0)"))

    (change,) = warehouse.plan().tables

    assert (change.rows_added, change.rows_removed) == (1, 1)
