"""Deliveries that are read together come to what they come to one by one.

What one delivery comes to belongs in the other modules.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.contracts import Contract
from orchestration.ingest import intake
from orchestration.ingest.delivery import Counts, Delivery
from orchestration.ingest.encoding import Utf8Text
from orchestration.ingest.reading import read_rows
from tests.unit.ingest.landing import BOOKING, FOLDER, HEADER, Landing, open_landing, render, row


class File(NamedTuple):
    """A delivery; of each row the number, amount, account and how many months it is late.

    `turned` gives its columns another order, and `end` stands behind its last record.
    """

    month: int
    number: int
    rows: Sequence[tuple[int, str, str, int]]
    turned: bool
    end: str


# Most rows are good; the others hold one of each kind of fault: of a value, a rule, a reference,
# a period.
AMOUNTS = st.sampled_from(["1,00", "2,50"] * 12 + ["x", "13,00"])
ACCOUNTS = st.sampled_from(["4011", "5000"] * 12 + ["9999"])
MONTHS_LATE = st.sampled_from([0] * 24 + [1])
FILES = st.builds(
    File,
    st.integers(1, 4),
    st.integers(1, 3),
    st.lists(st.tuples(st.integers(1, 40), AMOUNTS, ACCOUNTS, MONTHS_LATE), min_size=1, max_size=3),
    st.sampled_from([False] * 6 + [True]),
    st.sampled_from(
        ["\n", "\n", "\n", "\r\n", '\n"'],
    ),
)
WAVES = st.lists(st.lists(FILES, max_size=6), min_size=1, max_size=3)


def deliver(landing: Landing, file: File) -> None:
    rows = [
        row(number, amount=amount, account=account, month=f"2024{file.month + late:02}")
        for number, amount, account, late in file.rows
    ]
    text = render(rows).removesuffix("\n") + file.end
    if file.turned:
        text = "\n".join(_turned(line) for line in text.split("\n"))
    landing.put(f"{FOLDER}/bokning_2024-{file.month:02}_{file.number}.csv", text)


def _turned(line: str) -> str:
    fields = line.split(";")
    return ";".join([*fields[1:], fields[0]]) if len(fields) == len(HEADER) else line


def what_became_of(waves: Sequence[Sequence[File]]) -> list[object]:
    with tempfile.TemporaryDirectory() as directory:
        landing = open_landing(Path(directory))
        outcomes = []
        for wave in waves:
            for file in wave:
                deliver(landing, file)
            outcomes.append(landing.ingest())
        tables = (
            "raw.booking",
            "(select * exclude (arrived_at) from deliveries.delivery)",
            "deliveries.period_change",
            "quarantine.bad_row",
        )
        return [outcomes, *(landing.rows(f"from {table} order by all") for table in tables)]


@settings(max_examples=20, deadline=None)
@given(waves=WAVES)
def test_together_they_come_to_what_they_come_to_one_by_one(waves: list[list[File]]) -> None:
    together = what_became_of(waves)
    with pytest.MonkeyPatch.context() as apart:
        apart.setattr(intake, "_READ_TOGETHER", 0)
        assert what_became_of(waves) == together


def test_they_are_read_together(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(
        connection: duckdb.DuckDBPyConnection,
        contract: Contract,
        deliveries: Sequence[Delivery],
        texts: Sequence[Utf8Text],
        scratch: Path,
    ) -> list[Counts]:
        read.append(len(deliveries))
        return read_rows(connection, contract, deliveries, texts, scratch)

    monkeypatch.setattr(intake, "read_rows", counted)
    months = range(1, 5)
    for month in months:
        deliver(landing, File(month, 1, [(month, "1,00", "4011", 0)], turned=False, end="\n"))

    outcomes = landing.ingest()

    assert [outcome.status for outcome in outcomes] == ["accepted"] * 4
    assert read == [4]
    assert landing.rows("select booking, line_number from raw.booking order by all") == [
        (month, 2) for month in months
    ]


def test_what_two_of_them_even_out_is_a_fault_of_each(landing: Landing) -> None:
    """A rule over all rows of a delivery, which those of both together would keep."""
    (rule,) = BOOKING.quality_rules
    evens_out = replace(
        rule,
        offenders_sql="select account as offender, sum(amount) as finding from ${object}"
        " group by account having sum(amount) <> 0",
    )
    contract = replace(BOOKING, quality_rules=(evens_out,))
    deliver(landing, File(1, 1, [(1, "1,00", "4011", 0)], turned=False, end="\n"))
    deliver(landing, File(2, 1, [(2, "-1,00", "4011", 0)], turned=False, end="\n"))

    assert [outcome.status for outcome in landing.ingest(contract)] == ["rejected", "rejected"]


def test_a_key_in_two_of_them_is_refused_in_the_later(landing: Landing) -> None:
    for month in (1, 2, 3):
        booking = 7 if month < 3 else 8
        deliver(landing, File(month, 1, [(booking, "1,00", "4011", 0)], turned=False, end="\n"))

    first, second, third = landing.ingest()

    assert (first.status, second.status, third.status) == ("accepted", "rejected", "accepted")
    assert second.reason is not None
    assert "stands already in the period 2024-01-01" in second.reason
