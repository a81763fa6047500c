"""What must hold of deliveries as a whole before they may go into force.

What must hold of a single value belongs in `values`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import duckdb

from orchestration.contracts import Contract
from orchestration.ingest.control import check_control_file
from orchestration.ingest.delivery import Counts, Delivery, RejectedError
from orchestration.ingest.names import shown
from orchestration.ingest.pseudonym import WITHHELD
from orchestration.ingest.reading import BAD_ROW, GOOD_ROW
from orchestration.ingest.sql import identifier
from orchestration.ingest.warehouse import raw_table

_LONGEST_VALUE = 80


def check_references_present(
    connection: duckdb.DuckDBPyConnection, contract: Contract, delivery: Delivery
) -> None:
    """Refuse a delivery while an extract that it refers to has no rows at all.

    Raises:
        RejectedError: nothing of that extract is in force.
    """
    for column, reference in contract.referring_columns:
        if not connection.execute(
            f"select 1 from {raw_table(reference.extract)} limit 1"
        ).fetchall():
            message = (
                f"{delivery.file}: column '{column.header}' refers to the extract"
                f" {reference.extract}, of which no delivery is in force. Deliver that first; this"
                " file is tried again on every run."
            )
            raise RejectedError(message)


@dataclass(frozen=True)
class Checked:
    """A delivery that was read: its counts, and what its control file holds if there is one."""

    delivery: Delivery
    counts: Counts
    control: bytes | None


def check_rows(
    connection: duckdb.DuckDBPyConnection, contract: Contract, read: Sequence[Checked]
) -> None:
    """Hold the rows of deliveries against everything that their contract says of them together.

    `read` has the order of `GOOD_ROW`'s file_index.

    Raises:
        RejectedError: too many bad rows, another period's row, a control file that disagrees, a
            primary key that stands twice, or a broken quality rule.
    """
    deliveries = [each.delivery for each in read]
    for each in read:
        _check_bad_row_share(connection, contract, each.delivery, each.counts)
    _check_period(connection, contract, deliveries)
    for each in read:
        check_control_file(connection, contract, each.delivery, each.counts, each.control)
    _check_key_among(connection, contract, deliveries)
    _check_key_elsewhere(connection, contract, deliveries)
    _check_quality(connection, contract, deliveries)


def _check_bad_row_share(
    connection: duckdb.DuckDBPyConnection, contract: Contract, delivery: Delivery, counts: Counts
) -> None:
    if counts.bad_row_count <= contract.tolerated_bad_row_share * counts.row_count:
        return
    line, column, value, rule, finding = connection.execute(
        f"select line_number, column_name, value, rule, finding from {BAD_ROW}"
        " order by line_number limit 1"
    ).fetchall()[0]
    subject = "the record" if column is None else f"column '{column}', value {_quoted(value)}"
    message = (
        f"{delivery.file}: {counts.bad_row_count} of {counts.row_count} rows are bad, more than the"
        f" tolerated share of {contract.tolerated_bad_row_share}. The first, line {line}:"
        f" {subject} {finding} (rule: {rule}). All are in quarantine.bad_row."
        " Correct them and deliver again."
    )
    raise RejectedError(message)


def _check_period(
    connection: duckdb.DuckDBPyConnection, contract: Contract, deliveries: Sequence[Delivery]
) -> None:
    column = contract.partition_column
    if column is None:
        return
    name = identifier(column.name)
    row = connection.execute(
        f"select file_index, line_number, {name} from {GOOD_ROW}"
        f" where {name} <> (cast(? as date[]))[file_index + 1] order by all limit 1",
        [[delivery.period for delivery in deliveries]],
    ).fetchone()
    if row is not None:
        delivery = deliveries[row[0]]
        message = (
            f"{delivery.file}, line {row[1]}, column '{column.header}', value '{row[2]}': the row"
            f" is not of the period {delivery.period} that the file is named after. Deliver each"
            " period in a file of its own."
        )
        raise RejectedError(message)


def _check_key_among(
    connection: duckdb.DuckDBPyConnection, contract: Contract, deliveries: Sequence[Delivery]
) -> None:
    if not contract.primary_key:
        return
    names = _key_names(contract)
    row = connection.execute(
        "select min((file_index, line_number)), max((file_index, line_number)),"
        f" {names} from {GOOD_ROW} inner join"
        f" (select {names} from {GOOD_ROW} group by {names} having count(*) > 1) using ({names})"
        f" group by {names} order by 1 limit 1"
    ).fetchone()
    if row is not None:
        (first_file, first_line), (file, line), *key = row
        place = f"line {first_line}"
        if first_file != file:
            place += f" of {deliveries[first_file].file}"
        message = (
            f"{deliveries[file].file}, line {line}, {_key_words(contract, key)}: the primary key"
            f" stands already on {place}. Deliver each row once."
        )
        raise RejectedError(message)


def _check_key_elsewhere(
    connection: duckdb.DuckDBPyConnection, contract: Contract, deliveries: Sequence[Delivery]
) -> None:
    partition = contract.partition_column
    if partition is None or not contract.primary_key or partition in contract.primary_key:
        return
    names = _key_names(contract)
    period = identifier(partition.name)
    row = connection.execute(
        f"select file_index, good.line_number, taken.{period}, {names} from {GOOD_ROW} as good"
        f" inner join {raw_table(contract.name)} as taken using ({names})"
        f" where good.{period} <> taken.{period} order by 1, 2 limit 1"
    ).fetchone()
    if row is not None:
        file_index, line, taken, *key = row
        message = (
            f"{deliveries[file_index].file}, line {line}, {_key_words(contract, key)}: the primary"
            f" key stands already in the period {taken}. Deliver each row in one period."
        )
        raise RejectedError(message)


def _check_quality(
    connection: duckdb.DuckDBPyConnection, contract: Contract, deliveries: Sequence[Delivery]
) -> None:
    """Each delivery by itself: what two of them hold together could even out."""
    for (file_index, delivery), rule in product(enumerate(deliveries), contract.quality_rules):
        connection.execute(
            f"create or replace temp view row_of_delivery as select * from {GOOD_ROW}"
            f" where file_index = {file_index}"
        )
        offenders = rule.offenders_sql.replace("${object}", "temp.row_of_delivery")
        row = connection.execute(
            f"select offender, finding, count(*) over () from ({offenders}) order by offender"
            " limit 1"
        ).fetchone()
        if row is not None:
            message = (
                f"{delivery.file}: the rule {rule.name} is broken in {row[2]} places:"
                f" {rule.description} The first, {_quoted(str(row[0]))}: {shown(str(row[1]))}."
                " Correct it and deliver again."
            )
            raise RejectedError(message)


def _key_names(contract: Contract) -> str:
    return ", ".join(identifier(column.name) for column in contract.primary_key)


def _key_words(contract: Contract, values: Sequence[object]) -> str:
    return ", ".join(
        f"column '{column.header}', value"
        f" {_quoted(WITHHELD if column.personal_identity else str(value))}"
        for column, value in zip(contract.primary_key, values, strict=True)
    )


def _quoted(value: str | None) -> str:
    return f"'{shown(value or '', _LONGEST_VALUE)}'"
