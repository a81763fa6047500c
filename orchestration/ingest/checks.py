"""What must hold of a delivery as a whole before it may go into force.

What must hold of a single value belongs in `values`.
"""

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


def check_rows(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    delivery: Delivery,
    counts: Counts,
    control: bytes | None,
) -> None:
    """Hold the rows of a delivery against everything that its contract says of them together.

    `control` is what the control file holds, None where there is none.

    Raises:
        RejectedError: too many bad rows, another period's row, a control file that disagrees, a
            primary key that stands twice, or a broken quality rule.
    """
    _check_bad_row_share(connection, contract, delivery, counts)
    _check_period(connection, contract, delivery)
    check_control_file(connection, contract, delivery, counts, control)
    _check_key_within(connection, contract, delivery)
    _check_key_elsewhere(connection, contract, delivery)
    _check_quality(connection, contract, delivery)


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
    connection: duckdb.DuckDBPyConnection, contract: Contract, delivery: Delivery
) -> None:
    column = contract.partition_column
    if column is None:
        return
    name = identifier(column.name)
    row = connection.execute(
        f"select line_number, {name} from {GOOD_ROW} where {name} <> ? order by 1 limit 1",
        [delivery.period],
    ).fetchone()
    if row is not None:
        message = (
            f"{delivery.file}, line {row[0]}, column '{column.header}', value '{row[1]}': the row"
            f" is not of the period {delivery.period} that the file is named after. Deliver each"
            " period in a file of its own."
        )
        raise RejectedError(message)


def _check_key_within(
    connection: duckdb.DuckDBPyConnection, contract: Contract, delivery: Delivery
) -> None:
    if not contract.primary_key:
        return
    names = _key_names(contract)
    row = connection.execute(
        f"select min(line_number), max(line_number), {names} from {GOOD_ROW}"
        f" group by {names} having count(*) > 1 order by 1 limit 1"
    ).fetchone()
    if row is not None:
        message = (
            f"{delivery.file}, line {row[1]}, {_key_words(contract, row[2:])}: the primary key"
            f" stands already on line {row[0]}. Deliver each row once."
        )
        raise RejectedError(message)


def _check_key_elsewhere(
    connection: duckdb.DuckDBPyConnection, contract: Contract, delivery: Delivery
) -> None:
    partition = contract.partition_column
    if partition is None or not contract.primary_key or partition in contract.primary_key:
        return
    names = _key_names(contract)
    period = identifier(partition.name)
    row = connection.execute(
        f"select line_number, taken.{period}, {names} from {GOOD_ROW}"
        f" inner join (select {names}, {period} from {raw_table(contract.name)}"
        f" where {period} <> ?) as taken using ({names}) order by line_number limit 1",
        [delivery.period],
    ).fetchone()
    if row is not None:
        message = (
            f"{delivery.file}, line {row[0]}, {_key_words(contract, row[2:])}: the primary key"
            f" stands already in the period {row[1]}. Deliver each row in one period."
        )
        raise RejectedError(message)


def _check_quality(
    connection: duckdb.DuckDBPyConnection, contract: Contract, delivery: Delivery
) -> None:
    for rule in contract.quality_rules:
        offenders = rule.offenders_sql.replace("${object}", GOOD_ROW)
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


def _key_words(contract: Contract, values: tuple[object, ...]) -> str:
    return ", ".join(
        f"column '{column.header}', value"
        f" {_quoted(WITHHELD if column.personal_identity else str(value))}"
        for column, value in zip(contract.primary_key, values, strict=True)
    )


def _quoted(value: str | None) -> str:
    return f"'{shown(value or '', _LONGEST_VALUE)}'"
