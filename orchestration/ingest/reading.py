"""From UTF-8 files to typed rows in two temporary tables, good rows and bad ones.

Files in which everything is right and every record is a line are read once, by DuckDB alone, and
as many together as the caller likes. Only where that does not hold is a file read again, by itself
and record by record, to say what is where. Whether what was read may go into force belongs in
`checks`.
"""

import glob
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import duckdb

from orchestration.contracts import Column, Contract
from orchestration.ingest.delivery import Counts, Delivery, RejectedError
from orchestration.ingest.encoding import Utf8Text
from orchestration.ingest.names import shown
from orchestration.ingest.pseudonym import WITHHELD
from orchestration.ingest.records import LONGEST_RECORD, Malformed, Splitter, write_split
from orchestration.ingest.sql import identifier, literal
from orchestration.ingest.values import bare_text_sql, rules, text_name, text_sql, value_sql

GOOD_ROW = "temp.good_row"
"""The good rows: file_index (the place of their file among those that were read, from 0),
line_number (the physical line, the header being 1, on which the record begins) and the contract's
columns."""

BAD_ROW = "temp.bad_row"
"""One row a finding in a file that was read by itself: line_number, raw_text, column_name, value,
rule, finding."""

_TextSql = Callable[[Column, str], str]
_DELIVERED = "temp.delivered"
_FILE = "file as read"
_LONGEST_NAME, _MOST_NAMED = 80, 20
_PLACE = {"line_number": "bigint", "raw_text": "varchar"}


def read_rows(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    deliveries: Sequence[Delivery],
    texts: Sequence[Utf8Text],
    scratch: Path,
) -> list[Counts]:
    """Read the texts of deliveries into `GOOD_ROW` and `BAD_ROW`.

    Nothing that was delivered about people is kept in `BAD_ROW`; file and line lead to it.

    Raises:
        RejectedError: the header is not the contract's, there are no rows, or the file ends
            inside quotes; of several, not everything is right in every one.
    """
    orders = [
        _columns_in_file_order(contract, delivery, text.file)
        for delivery, text in zip(deliveries, texts, strict=True)
    ]
    connection.execute(
        f"create or replace temp table bad_row ({_definitions(_PLACE)}, column_name varchar,"
        " value varchar, rule varchar, finding varchar)"
    )
    if len(set(orders)) == 1:
        for text in (bare_text_sql, text_sql):
            counts = _read_trusting(connection, contract, orders[0], texts, text)
            if counts is not None:
                return counts
    if len(deliveries) > 1:
        message = f"{len(deliveries)} files of {contract.name}: not all is right in all of them."
        raise RejectedError(message)
    return [_read_examining(connection, contract, deliveries[0], orders[0], texts[0].file, scratch)]


def drop_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Give back the memory that the rows of a delivery took."""
    connection.execute(
        f"drop view if exists {GOOD_ROW}; drop table if exists {_DELIVERED};"
        f" drop table if exists {BAD_ROW}"
    )


def _columns_in_file_order(
    contract: Contract, delivery: Delivery, text_file: Path
) -> tuple[Column, ...]:
    splitter = Splitter(contract.delimiter)
    header = splitter.fields(next(splitter.records(text_file)).raw_text)
    if isinstance(header, Malformed):
        message = f"{delivery.file}, line 1: the header's {header.finding}. Deliver it again."
        raise RejectedError(message)
    names = [field.strip() for field in header]
    agreed = {column.header: column for column in contract.columns}
    faults = {
        "missing": [name for name in agreed if name not in names],
        "unknown": _unknown_names(contract, names),
        "doubled": [name for name in agreed if names.count(name) > 1],
    }
    found = "; ".join(
        f"{kind}: {', '.join(_quoted(name) for name in culprits[:_MOST_NAMED])}"
        for kind, culprits in faults.items()
        if culprits
    )
    if found:
        message = (
            f"{delivery.file}, line 1: the header is not that of the contract. {found}. Expected,"
            f" in any order and with {contract.delimiter!r} between: {', '.join(agreed)}."
            " Deliver it again with these columns, or change the contract."
        )
        raise RejectedError(message)
    return tuple(agreed[name] for name in names)


def _quoted(name: str) -> str:
    return f"'{shown(name, _LONGEST_NAME)}'"


def _unknown_names(contract: Contract, names: Iterable[str]) -> list[str]:
    agreed = {column.header for column in contract.columns}
    unknown = [name for name in dict.fromkeys(names) if name not in agreed]
    # A file without a header begins with a person.
    return [WITHHELD for _ in unknown] if contract.about_people else unknown


def _read_trusting(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    columns: Sequence[Column],
    texts: Sequence[Utf8Text],
    text_of_value: _TextSql,
) -> list[Counts] | None:
    """Read the files as if all was right and each record a line; None where it was not so."""
    sign = contract.decimal_sign
    every_rule = [rule for column in columns for rule in rules(column, sign)]
    source = _read_csv(
        [text.file for text in texts],
        {column.name: "varchar" for column in columns},
        f"header = true, delim = {literal(contract.delimiter)}, max_line_size = {LONGEST_RECORD},"
        f" filename = {literal(_FILE)}",
    )
    files = ", ".join(literal(str(text.file)) for text in texts)
    place = f"list_position([{files}], {identifier(_FILE)}) - 1"
    indexed = f"(select *, {place} as file_index from {source})"
    names = _names(columns)
    broken = [f"({rule.broken})" for rule in every_rule if not rule.looks_up]
    try:
        connection.execute(
            f"create or replace temp table delivered as select file_index, {names},"
            f" {' or '.join(broken) or 'false'} as is_bad"
            f" from ({_typed(columns, sign, indexed, ('file_index',), text_of_value)})"
        )
    except duckdb.InvalidInputException:
        # The reader met a record that it cannot split; the second reading tells which and why.
        return None
    unknown = "".join(f" or ({rule.broken})" for rule in every_rule if rule.looks_up)
    control = contract.control_sum_column
    read = connection.execute(
        f"select count(*), {f'sum({identifier(control)})' if control else 'null'}, min(rowid),"
        " max(rowid) - min(rowid) + 1,"
        f" count(*) filter (is_bad{unknown}) from {_DELIVERED} group by file_index"
        " order by file_index"
    ).fetchall()
    records = [text.lines - 1 for text in texts]
    if [(count, count, 0) for count in records] != [(row[0], row[3], row[4]) for row in read]:
        return None
    # DuckDB keeps the order of the rows, so that they lie in the table as they lay in the files.
    first_lines = [2 - row[2] for row in read]
    connection.execute(
        f"create or replace temp view good_row as select file_index,"
        f" rowid + {first_lines}[file_index + 1] as line_number, {names} from {_DELIVERED}"
    )
    return [Counts(count, 0, control_sum) for count, control_sum, *_ in read]


def _read_examining(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    delivery: Delivery,
    columns: Sequence[Column],
    text_file: Path,
    scratch: Path,
) -> Counts:
    """Read the file record by record and set aside what breaks a rule, with its place."""
    split, malformed = scratch / "split.csv", scratch / "malformed.csv"
    unclosed = write_split(text_file, contract.delimiter, len(columns), split, malformed)
    if unclosed is not None:
        message = (
            f"{delivery.file}, line {unclosed.line}: the file is truncated: it ends inside the"
            " quotes that this record opens. Deliver it again, whole."
        )
        raise RejectedError(message)
    own = "header = false, delim = ';', new_line = '\\n'"
    source = _read_csv([split], _PLACE | {column.name: "varchar" for column in columns}, own)
    connection.execute(
        "create or replace temp table delivered as"
        f" {_typed(columns, contract.decimal_sign, source, tuple(_PLACE), text_sql)}"
    )
    malformed_source = _read_csv(
        [malformed], _PLACE | dict.fromkeys(("rule", "finding"), "varchar"), own
    )
    findings = (
        _findings(column, contract.decimal_sign)
        for column in contract.columns
        if list(rules(column, contract.decimal_sign))
    )
    connection.execute(f"insert into {BAD_ROW} by name select * from {malformed_source}")
    for finding in findings:
        connection.execute(f"insert into {BAD_ROW} by name {finding}")
    if contract.about_people is not None:
        # A fault may put anything anywhere, so that no part of the record is fit to be shown.
        connection.execute(
            f"update {BAD_ROW} set raw_text = {literal(WITHHELD)},"
            f" value = if(value is null, null, {literal(WITHHELD)})"
        )
    connection.execute(
        "create or replace temp view good_row as"
        f" select 0 as file_index, line_number, {_names(columns)} from {_DELIVERED}"
        f" where line_number not in (select line_number from {BAD_ROW})"
    )
    control = contract.control_sum_column
    control_sum = f"(select sum({identifier(control)}) from {_DELIVERED})" if control else "null"
    good, control_total, bad = connection.execute(
        f"select (select count(*) from {GOOD_ROW}), {control_sum},"
        f" (select count(distinct line_number) from {BAD_ROW})"
    ).fetchall()[0]
    if good + bad == 0:
        message = f"{delivery.file}: the file has a header and no rows. Deliver it again, whole."
        raise RejectedError(message)
    return Counts(good + bad, bad, control_total)


def _findings(column: Column, decimal_sign: str) -> str:
    """Select the records in which the value of a column breaks a rule, with the first it breaks."""
    broken = list(rules(column, decimal_sign))
    which = " ".join(f"when {rule.broken} then {index}" for index, rule in enumerate(broken, 1))
    rule_names = ", ".join(literal(rule.name) for rule in broken)
    findings = ", ".join(literal(rule.finding) for rule in broken)
    return (
        f"select {', '.join(_PLACE)}, {literal(column.header)} as column_name, value,"
        f" [{rule_names}][broken] as rule, [{findings}][broken] as finding"
        f" from (select {', '.join(_PLACE)}, {text_name(column)} as value,"
        f" case {which} end as broken from {_DELIVERED}) where broken is not null"
    )


def _typed(
    columns: Sequence[Column],
    decimal_sign: str,
    source: str,
    place: Iterable[str],
    text_of_value: _TextSql,
) -> str:
    """Select text and value of every column from a source of delivered texts."""
    texts = [
        f"{text_of_value(column, identifier(column.name))} as {text_name(column)}"
        for column in columns
    ]
    values = [
        f"{value_sql(column, decimal_sign)} as {identifier(column.name)}" for column in columns
    ]
    return (
        f"select *, {', '.join(values)} from (select {', '.join((*place, *texts))} from {source})"
    )


def _read_csv(paths: Iterable[Path], columns: dict[str, str], dialect: str) -> str:
    files = ", ".join(literal(glob.escape(str(path))) for path in paths)
    names = ", ".join(f"{literal(name)}: '{type_}'" for name, type_ in columns.items())
    return (
        f"read_csv([{files}], columns = {{{names}}}, {dialect},"
        " auto_detect = false, hive_partitioning = false, strict_mode = true,"
        " quote = '\"', escape = '\"', nullstr = '')"
    )


def _definitions(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} {type_}" for name, type_ in columns.items())


def _names(columns: Iterable[Column]) -> str:
    return ", ".join(identifier(column.name) for column in columns)
