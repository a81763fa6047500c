"""What the published file tells of its publications, deliveries and restatements."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import duckdb

from orchestration.publish.marts import HISTORY
from tests.toy_warehouse import ToyWarehouse

ROW = "('measure {}', 'RH', '{}', '{}', 'month', {}, 'SEK', null)"
WITHHELD = "withheld: fewer than 11 persons would be shown or given away"


def delivery(delivery_id: str, extract: str = "ledger", period: str | None = "2024-02-01") -> str:
    """The statement with which a delivery is accepted."""
    first_day = "null" if period is None else f"date '{period}'"
    return (
        "insert into deliveries.delivery values"
        f" ('{delivery_id}', '{extract}', '{delivery_id}.csv', {first_day}, 'hash', 5, 'accepted')"
    )


def superseded(delivery_id: str) -> str:
    return (
        f"update deliveries.delivery set status = 'superseded' where delivery_id = '{delivery_id}'"
    )


def kpi_row(measure: int, value: int, period: str = "2024-02", subject: str = "total") -> str:
    row = ROW.format(measure, subject, period, value)
    return f"insert into marts.marts.kpi values {row}"


def new_value(measure: int, value: int | str = "value + 100") -> str:
    return f"update marts.marts.kpi set value = {value} where measure = 'measure {measure}'"


def withhold(measure: int) -> str:
    return (
        f"update marts.marts.kpi set value = null, quality = '{WITHHELD}; and more'"
        f" where measure = 'measure {measure}'"
    )


def restatements(warehouse: ToyWarehouse, columns: str) -> list[tuple[object, ...]]:
    return warehouse.rows(
        f"select {columns} from restatement order by publication_id, measure, subject, period"
    )


def test_a_publication_tells_when_and_from_what_it_is_and_what_it_changed(
    warehouse: ToyWarehouse,
) -> None:
    first = warehouse.publish()
    before = datetime.now(UTC)
    second = warehouse.publish(new_value(1), new_value(2), delivery("ledger-3"))

    columns = """
        kind, restores, build_id, code_version, is_synthetic, figures_agree, figures_series,
        deliveries_in_force, deliveries_new, tables_changed, values_restated
    """
    assert warehouse.rows(f"select publication_id, {columns} from publication order by all") == [
        (first, "publication", None, "build 0", "code 1", True, 1, 1, 1, 1, 3, 0),
        (second, "publication", None, "build 1", "code 1", True, 1, 1, 2, 1, 1, 2),
    ]
    ((published_at,),) = warehouse.rows(
        f"select published_at from publication where publication_id = '{second}'"
    )
    assert isinstance(published_at, datetime)
    assert before <= published_at <= before + timedelta(minutes=1)
    assert second == f"{published_at.astimezone(UTC):%Y-%m-%dT%H%M%S.%f}"[:-3] + "Z"


def test_every_column_says_what_it_means(warehouse: ToyWarehouse) -> None:
    warehouse.publish()

    # The key of the kpi is explained there.
    assert warehouse.rows(
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
        f" and table_name in {HISTORY} and comment is null and column_name not in"
        " ('measure', 'organisation_code', 'subject', 'period', 'window', 'unit')"
    ) == [
        ("publication", "published_at"),
        ("publication_delivery", "delivery_id"),
        ("publication_delivery", "extract"),
        ("publication_delivery", "file"),
    ]


def test_a_delivery_is_in_force_from_one_publication_to_another(warehouse: ToyWarehouse) -> None:
    first = warehouse.publish()
    second = warehouse.publish(superseded("ledger-2"), delivery("ledger-2b"))
    third = warehouse.publish(
        "update deliveries.delivery set status = 'accepted' where delivery_id = 'ledger-2'",
        superseded("ledger-2b"),
    )

    assert warehouse.rows(
        "select delivery_id, in_force_from, in_force_until from publication_delivery order by all"
    ) == [
        ("ledger-2", first, second),
        ("ledger-2", third, None),
        ("ledger-2b", second, third),
    ]
    assert warehouse.rows(
        "select extract, file, period::varchar, content_hash, row_count from publication_delivery"
        f" where in_force_from = '{first}'"
    ) == [("ledger", "ledger_2024-02.csv", "2024-02-01", "abc", 7)]


def test_only_accepted_deliveries_are_in_force(warehouse: ToyWarehouse) -> None:
    warehouse.publish(
        "insert into deliveries.delivery values"
        " ('bad', 'ledger', 'bad.csv', '2024-02-01', 'hash', 5, 'rejected')"
    )

    assert warehouse.rows("select delivery_id from publication_delivery") == [("ledger-2",)]


def test_a_restatement_tells_the_value_before_and_after(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    second = warehouse.publish(
        new_value(1),
        "update marts.marts.kpi set value = null, quality = 'not delivered' "
        "where measure = 'measure 2'",
        "delete from marts.marts.kpi where measure = 'measure 3'",
        kpi_row(4, 4, period="2024-03"),
    )

    where = ("RH", "total", "2024-02", "month", "SEK")
    assert restatements(
        warehouse,
        'publication_id, measure, organisation_code, subject, period, "window", unit, old_value,'
        " new_value, quality",
    ) == [
        (second, "measure 1", *where, Decimal(1), Decimal(101), None),
        (second, "measure 2", *where, Decimal(2), None, "not delivered"),
        (second, "measure 3", *where, Decimal(3), None, None),
    ]


def test_restatements_of_all_publications_are_kept(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    second = warehouse.publish(new_value(1))
    third = warehouse.publish(new_value(1))

    assert restatements(warehouse, "publication_id, old_value, new_value") == [
        (second, Decimal(1), Decimal(101)),
        (third, Decimal(101), Decimal(201)),
    ]


def test_a_restatement_names_the_deliveries_that_may_have_caused_it(
    warehouse: ToyWarehouse,
) -> None:
    extracts = {
        "measure 0": "month",
        "measure 1": "undated, replaced, month",
        "measure 2": "withdrawn",
        "measure 3": "later",
        "measure 4": "mont, month_of_birth, untouched",
    }
    warehouse.publish(
        *(
            f"update marts.marts.measure set source_extracts = '{names}'"
            f" where measure = '{measure}'"
            for measure, names in extracts.items()
        ),
        delivery("withdrawn-2", "withdrawn"),
        delivery("replaced-2", "replaced"),
        delivery("untouched-2", "untouched"),
    )
    second = warehouse.publish(
        "update marts.marts.kpi set value = value + 1",
        delivery("month-1", "month", period="2024-01-01"),
        delivery("month-2", "month", period="2024-02-01"),
        delivery("undated", "undated", period=None),
        superseded("replaced-2"),
        delivery("replaced-2b", "replaced"),
        superseded("withdrawn-2"),
        delivery("later-3", "later", period="2024-03-01"),
    )

    by_code = "code or reference data: code 1"
    assert restatements(warehouse, "measure, caused_by") == [
        ("measure 0", "month-1; month-2"),
        ("measure 1", "month-1; month-2; replaced-2b; undated"),
        ("measure 2", "withdrawn-2"),
        ("measure 3", by_code),
        ("measure 4", by_code),
    ]
    told = "select delivery_id from publication_delivery"
    assert set(warehouse.rows(f"{told} where '{second}' in (in_force_from, in_force_until)")) >= {
        ("month-1",),
        ("replaced-2b",),
        ("withdrawn-2",),
    }


def test_the_value_of_a_year_is_caused_by_any_of_its_months(warehouse: ToyWarehouse) -> None:
    warehouse.publish(kpi_row(1, 1, period="2024"), kpi_row(2, 2, period="2023"))
    warehouse.publish(
        "update marts.marts.kpi set value = value + 1 where length(period) = 4",
        delivery("ledger-11", period="2024-11-01"),
    )

    assert restatements(warehouse, "period, caused_by") == [
        ("2024", "ledger-11"),
        ("2023", "code or reference data: code 1"),
    ]


def test_a_value_withheld_now_is_not_told_by_its_restatement(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    warehouse.publish(new_value(1), withhold(2))

    assert restatements(warehouse, "measure, old_value, new_value, quality") == [
        ("measure 1", Decimal(1), Decimal(101), None),
        ("measure 2", None, None, f"{WITHHELD}; and more"),
    ]


def test_a_cell_withheld_now_is_taken_out_of_the_whole_history(warehouse: ToyWarehouse) -> None:
    warehouse.publish(kpi_row(2, 9, subject="women"), kpi_row(2, 8, period="2024-01"))
    warehouse.publish(new_value(2))
    third = warehouse.publish(
        f"update marts.marts.kpi set value = null, quality = '{WITHHELD}'"
        " where measure = 'measure 2' and subject = 'total'"
    )

    shown = "publication_id < '" + third + "' as earlier, subject, period, old_value, new_value"
    assert restatements(warehouse, shown) == [
        (True, "total", "2024-01", None, None),
        (True, "total", "2024-02", None, None),
        (True, "women", "2024-02", Decimal(9), Decimal(109)),
        (False, "total", "2024-01", None, None),
        (False, "total", "2024-02", None, None),
    ]
    everywhere = warehouse.rows("from read_parquet('" + str(warehouse.parquet) + "/res*.parquet')")
    assert everywhere == warehouse.rows("from restatement")


def test_a_cell_withheld_since_long_gives_nothing_away_when_it_is_gone(
    warehouse: ToyWarehouse,
) -> None:
    warehouse.publish()
    warehouse.publish(withhold(2))
    warehouse.publish("delete from marts.marts.kpi where measure = 'measure 2'")

    assert restatements(warehouse, "old_value, new_value") == [(None, None)]


def test_a_file_published_before_there_was_a_history_is_followed_by_one(
    warehouse: ToyWarehouse,
) -> None:
    warehouse.publish()
    warehouse.published.chmod(0o644)
    with duckdb.connect(warehouse.published) as connection:
        for table in HISTORY:
            connection.execute(f"drop table marts.marts.{table}")
    upgraded = warehouse.publish(new_value(1))

    assert warehouse.rows(
        "select publication_id, deliveries_new, values_restated from publication"
    ) == [(upgraded, 1, 1)]
    assert restatements(warehouse, "old_value, new_value") == [(Decimal(1), Decimal(101))]


def test_marts_without_a_kpi_have_a_history_too(warehouse: ToyWarehouse) -> None:
    warehouse.publish()
    warehouse.publish("drop table marts.marts.kpi")

    assert warehouse.rows("select count(*) from publication") == [(2,)]
    assert restatements(warehouse, "measure") == []
