"""Telling whether a copy of a mart holds what the original holds."""

import duckdb
import pytest

from orchestration.publish.marts import content

ROWS = "(('a', 1.10, date '2024-02-01'), ('b', null, null), ('b', null, null))"


def held(rows: str) -> object:
    with duckdb.connect() as connection:
        connection.execute("create table mart (name varchar, amount decimal(18, 2), day date)")
        connection.execute(f"insert into mart values {rows[1:-1]}")
        return content(connection, "mart")


def test_the_order_of_rows_does_not_matter() -> None:
    other_order = "(('b', null, null), ('a', 1.10, date '2024-02-01'), ('b', null, null))"

    assert held(other_order) == held(ROWS)


@pytest.mark.parametrize(
    "rows",
    [
        "(('a', 1.11, date '2024-02-01'), ('b', null, null), ('b', null, null))",
        "(('a', 1.10, null), ('b', null, date '2024-02-01'), ('b', null, null))",
        "(('a', 1.10, date '2024-02-01'), ('a', 1.10, date '2024-02-01'), ('b', null, null))",
        "(('a', 1.10, date '2024-02-01'), ('b', null, null))",
        "(('a', 1.10, date '2024-02-01'), ('', null, null), ('b', null, null))",
    ],
    ids=["another value", "values of two rows exchanged", "doubled", "lost", "emptied"],
)
def test_any_other_row_does(rows: str) -> None:
    assert held(rows) != held(ROWS)
