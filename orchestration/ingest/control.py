"""The control file that may lie beside an extract: how many rows it has and what they add up to.

The control sum of what was read is counted in `reading`, and `opening` reads the file.
"""

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from orchestration.contracts import Contract
from orchestration.ingest.delivery import Counts, Delivery, RejectedError
from orchestration.ingest.names import shown
from orchestration.ingest.pseudonym import WITHHELD
from orchestration.ingest.sql import literal, one_row
from orchestration.ingest.values import number_sql

_HEADER = "rader;summa"


@dataclass(frozen=True)
class _Control:
    rows: int
    total: Decimal


def check_control_file(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    delivery: Delivery,
    counts: Counts,
    content: bytes | None,
) -> None:
    """Hold what was read against what the control file holds, if there is one.

    The sum is not looked at where the contract names no column to add up.

    Raises:
        RejectedError: it disagrees, or is not two lines of the agreed form.
    """
    if content is None:
        return
    file = delivery.control_file
    control = _parse(connection, contract, file, content)
    if control.rows != counts.row_count:
        value = WITHHELD if contract.about_people else control.rows
        message = (
            f"{file}, line 2, column 'rader', value '{value}': {delivery.file} has"
            f" {counts.row_count} rows. Deliver both again."
        )
        raise RejectedError(message)
    if counts.control_sum is not None and control.total != counts.control_sum:
        (header,) = (
            column.header
            for column in contract.columns
            if column.name == contract.control_sum_column
        )
        message = (
            f"{file}, line 2, column 'summa', value '{control.total}': the column '{header}' of"
            f" {delivery.file} adds up to {counts.control_sum}, a difference of"
            f" {counts.control_sum - control.total}. Deliver both again."
        )
        raise RejectedError(message)


def _parse(
    connection: duckdb.DuckDBPyConnection, contract: Contract, file: str, content: bytes
) -> _Control:
    lines = content.decode("utf-8-sig", errors="replace").split("\n")
    lines = [line.strip() for line in lines if line.strip()]
    sign = contract.decimal_sign
    if len(lines) == 2 and lines[0] == _HEADER and lines[1].count(";") == 1:
        rows, total = (literal(field.strip()) for field in lines[1].split(";"))
        values = one_row(
            connection,
            f"select {number_sql(rows, 'bigint', 0, sign)},"
            f" {number_sql(total, 'decimal(38,2)', 2, sign)}",
        )
        if isinstance(values[0], int) and isinstance(values[1], Decimal):
            return _Control(values[0], values[1])
    found = WITHHELD if contract.about_people else shown(" / ".join(lines[:3]), 80)
    message = (
        f"{file}: the control file holds '{found}', but must be two lines, '{_HEADER}' and for"
        f" instance '43210;0{sign}00'. Correct it."
    )
    raise RejectedError(message)
