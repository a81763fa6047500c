"""What the contract of the waiting lists lets pass of an entry's days."""

import duckdb
import pytest

from orchestration.contracts import load_contracts

(DAYS_IN_ORDER,) = load_contracts()["waiting_list"].quality_rules


@pytest.mark.parametrize(
    ("referred", "offered", "visited", "removed", "offenders"),
    [
        ("2024-01-05", None, None, None, 0),
        ("2024-02-29", None, None, None, 0),
        ("2024-01-05", "2024-03-04", None, None, 0),
        ("2024-01-05", "2024-02-01", "2024-02-29", None, 0),
        ("2024-01-05", None, None, "2024-02-01", 0),
        ("2024-03-01", None, None, None, 1),
        ("2024-01-05", "2024-01-04", None, None, 1),
        ("2024-01-05", None, "2024-01-31", None, 1),
        ("2024-01-05", None, "2024-03-01", None, 1),
        ("2024-01-05", None, None, "2024-01-31", 1),
        ("2024-01-05", None, None, "2024-03-01", 1),
        ("2024-02-05", None, "2024-02-04", None, 1),
        ("2024-02-05", None, None, "2024-02-04", 1),
        ("2024-01-05", None, "2024-02-06", "2024-02-06", 1),
    ],
)
def test_an_entry_is_closed_in_the_month_of_its_visit_or_removal(
    referred: str, offered: str | None, visited: str | None, removed: str | None, offenders: int
) -> None:
    connection = duckdb.connect()
    connection.execute(
        "create table entry as select 'V00000001' as entry_number, date '2024-02-01' as"
        " reporting_month, ?::date as referral_date, ?::date as offered_date,"
        " ?::date as visit_date, ?::date as removed_date",
        [referred, offered, visited, removed],
    )

    found = connection.execute(DAYS_IN_ORDER.offenders_sql.replace("${object}", "entry")).fetchall()

    assert len(found) == offenders
