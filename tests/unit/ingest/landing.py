"""A landing zone and a warehouse to try ingest on, with contracts of their own.

What is expected of ingest belongs in the tests.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from orchestration.contracts import Contract, load_contracts
from orchestration.ingest import (
    DeliveryOutcome,
    Pseudonymiser,
    ingest_extract,
    prepare_warehouse,
)

CONTRACTS = load_contracts(Path(__file__).parent / "contracts")
BOOKING = CONTRACTS["booking"]
ACCOUNT = CONTRACTS["account"]
TREATMENT = CONTRACTS["treatment"]
STAFF = CONTRACTS["staff"]
SHIFT = CONTRACTS["shift"]

# Keys of the tests' own, never the project's.
PSEUDONYMISER = Pseudonymiser(b"k" * 32)
OTHER_PSEUDONYMISER = Pseudonymiser(b"o" * 32)

HEADER = tuple(column.header for column in BOOKING.columns)
FOLDER = "books/booking"
FILE = "bokning_2024-01.csv"
PATH = f"{FOLDER}/{FILE}"

ACCOUNTS = "Konto;Benämning\r\n4011;Läkarlöner\r\n5000;Hyror\r\n"


@dataclass(frozen=True)
class Landing:
    """A landing zone with its warehouse."""

    raw: Path
    connection: duckdb.DuckDBPyConnection

    def put(self, path: str, content: str | bytes) -> None:
        """Deliver a file, replacing one of the same name."""
        target = self.raw / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    def ingest(
        self, contract: Contract = BOOKING, pseudonymiser: Pseudonymiser = PSEUDONYMISER
    ) -> list[DeliveryOutcome]:
        return ingest_extract(self.connection, contract, self.raw, pseudonymiser)

    def outcome(self, content: str | bytes, contract: Contract = BOOKING) -> DeliveryOutcome:
        """What becomes of the only booking file when it has this content."""
        self.put(PATH, content)
        (outcome,) = self.ingest(contract)
        return outcome

    def rejection(self, content: str | bytes, contract: Contract = BOOKING) -> str:
        """The reason for which the only booking file is rejected when it has this content."""
        outcome = self.outcome(content, contract)
        assert outcome.status == "rejected"
        assert outcome.reason is not None
        return outcome.reason

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self.connection.execute(query).fetchall()

    def column(self, name: str) -> list[object]:
        """The values of a column of the raw table in the order of the records."""
        query = f'select "{name}" from raw.booking order by month, line_number'
        return [value for (value,) in self.rows(query)]

    def statuses(self) -> list[tuple[object, ...]]:
        return self.rows(
            "select file, status from deliveries.delivery where extract = 'booking'"
            " order by file, status"
        )


def open_landing(directory: Path, database: str = ":memory:") -> Landing:
    """An empty landing zone but for the accounts, which are taken in."""
    landing = Landing(directory / "raw", duckdb.connect(database))
    prepare_warehouse(landing.connection, CONTRACTS)
    landing.put("books/account/konto.csv", ACCOUNTS.encode("cp1252"))
    (accounts,) = landing.ingest(ACCOUNT)
    assert accounts.status == "accepted"
    return landing


def row(number: int = 1, **values: str) -> Mapping[str, str]:
    """A good booking, but for the values given by column name."""
    texts = {"booking": str(number), "month": "202401", "account": "4011", "amount": "1,00"}
    return texts | values


def render(
    rows: Iterable[Mapping[str, str]],
    *,
    contract: Contract = BOOKING,
    header: Sequence[str] | None = None,
    line_end: str = "\n",
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL,
) -> str:
    """A file of these rows in the dialect of a contract; without a column its field is empty."""
    buffer = io.StringIO()
    writer = csv.writer(
        buffer,
        delimiter=contract.delimiter,
        lineterminator=line_end,
        quoting=quoting,
    )
    writer.writerow(header or [column.header for column in contract.columns])
    for values in rows:
        writer.writerow([values.get(column.name, "") for column in contract.columns])
    return buffer.getvalue()


TREATMENT_PATH = "ward/treatment/behandling_2024-01.csv"


def treatment(number: int = 1, **values: str) -> Mapping[str, str]:
    """A good treatment, but for the values given by column name."""
    texts = {"treatment": f"B{number}", "month": "202401", "patient": "19640823-3234"}
    return texts | values


SHIFT_PATH = "ward/shift/pass_2024-01.csv"


def shift(number: int = 1, **values: str) -> Mapping[str, str]:
    """A good shift, but for the values given by column name."""
    return {"shift": f"P{number}", "month": "202401", "account": "4011"} | values


def every_cell(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every value of every table of the warehouse, temporary ones too, as text."""
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() order by all"
    ).fetchall()
    return [
        text
        for schema, table in tables
        for record in connection.execute(
            f'select columns(*)::varchar from "{schema}"."{table}"'
        ).fetchall()
        for text in record
        if text is not None
    ]
