"""The files of the sample, in the dialects that the contracts declare.

Belongs here: encodings, delimiters, number formats, file names, control files. The values come
from the other modules.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Contract
from orchestration.contracts.contract import Column

Value = str | int | date | None
"""A value of an extract; an int stands for öre in a column of money."""

FILE_NAMES = {
    "chart_of_accounts": "kontoplan.csv",
    "cost_centre": "ansvar.csv",
    "general_ledger": "huvudbok_{period}.csv",
    "budget": "budget_{period}.csv",
    "forecast": "prognos_{period}.csv",
    "action_plan": "atgardsplan_{period}.csv",
    "budget_grant": "tillskott_{period}.csv",
    "investment": "investeringar_{period}.csv",
    "vaccination_claim": "vaccinationer_{period}.csv",
    "employment": "anstallningar.csv",
    "scheduled_hours": "ordinarie_tid_{period}.csv",
    "absence": "franvaro_{period}.csv",
    "hired_staff": "hyrpersonal_{period}.csv",
    "care_unit": "vardenheter.csv",
    "visit": "besok_{period}.csv",
    "waiting_list": "vantelista_{period}.csv",
    "laboratory_answer": "labsvar_{period}.csv",
    "radiology_examination": "rontgen_{period}.csv",
    "ambulance_assignment": "ambulansuppdrag_{period}.csv",
    "patient_transport": "sjuktransporter_{period}.csv",
    "call": "samtal_{period}.csv",
    "chat": "chattar_{period}.csv",
    "booking": "bokningar_{period}.csv",
    "check_in": "incheckningar_{period}.csv",
    "travel_allowance_application": "sjukreseersattning_{period}.csv",
    "listed_patients": "listning_{period}.csv",
    "dental_recall": "undersokningar_{period}.csv",
    "orthodontic_patient": "tandreglering_{period}.csv",
}
WITH_BYTE_ORDER_MARK = {"general_ledger", "action_plan", "investment"}
DATE_FORMATS = {"yyyy-MM-dd": "%Y-%m-%d", "yyyyMM": "%Y%m", "yyyy": "%Y"}
TIME_ZONE = "Europe/Stockholm"


def plain(ore: int) -> str:
    """1234,50 with a leading minus."""
    return ("-" if ore < 0 else "") + _grouped(ore, "")


def with_narrow_spaces(ore: int) -> str:
    """1 234,50 with narrow no-break spaces and a leading U+2212."""
    return ("\u2212" if ore < 0 else "") + _grouped(ore, "\u202f")


def with_trailing_minus(ore: int) -> str:
    """1 234,50- with no-break spaces."""
    return _grouped(ore, "\u00a0") + ("-" if ore < 0 else "")


MONEY_FORMATS: Mapping[str, Callable[[int], str]] = {
    "budget": with_narrow_spaces,
    "forecast": with_trailing_minus,
}


def _grouped(ore: int, separator: str) -> str:
    kronor, rest = divmod(abs(ore), 100)
    return f"{kronor:,}".replace(",", separator) + f",{rest:02d}"


def file_of(contract: Contract, directory: Path, period: str | None = None) -> Path:
    """Where a delivery of an extract is written; its directory is made."""
    path = directory / contract.directory / FILE_NAMES[contract.name].format(period=period)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def write_rows(
    contract: Contract,
    directory: Path,
    rows: Iterable[Mapping[str, Value]],
    period: str | None = None,
) -> Path:
    """Write one delivery row by row, with CRLF line ends as the planning systems write them."""
    path = file_of(contract, directory, period)
    encoding = "utf-8-sig" if contract.name in WITH_BYTE_ORDER_MARK else contract.encoding
    money = MONEY_FORMATS.get(contract.name, plain)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=contract.delimiter, lineterminator="\r\n")
        writer.writerow(column.header for column in contract.columns)
        for row in rows:
            writer.writerow(_text(column, row[column.name], money) for column in contract.columns)
    return path


def _text(column: Column, value: Value, money: Callable[[int], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(DATE_FORMATS[cast("str", column.date_format)])
    if column.logical_type == "number" and isinstance(value, int):
        return money(value)
    return str(value)


def write_table(contract: Contract, directory: Path, period: str | None, rows: pa.Table) -> Path:
    """Write one delivery column by column, by DuckDB: for extracts with many rows.

    ``rows`` has the columns of the contract by name, others are left out: dates as date32,
    timestamps as timestamp (of UTC where the contract demands the offset), decimals as decimal, or
    as int64 where they are öre or have no decimals.
    """
    path = file_of(contract, directory, period)
    columns = ", ".join(
        f'{_expression(column, contract, rows)} as "{column.header}"' for column in contract.columns
    )
    connection = _connection()
    connection.register("rows", rows)
    connection.sql(f"select {columns} from rows").write_csv(str(path), sep=contract.delimiter)
    connection.unregister("rows")
    with_mark = contract.name in WITH_BYTE_ORDER_MARK
    if with_mark or contract.encoding != "utf-8":
        text = path.read_bytes().decode("utf-8")
        path.write_bytes(text.encode("utf-8-sig" if with_mark else contract.encoding))
    return path


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """One for all files: to open it takes longer than to write most of them."""
    return duckdb.connect()


def _expression(column: Column, contract: Contract, rows: pa.Table) -> str:
    """The SQL that puts a column of a table as the contract has it."""
    if column.date_format is not None:
        return f"strftime({column.name}, '{DATE_FORMATS[column.date_format]}')"
    if column.timestamp_format == "yyyy-MM-ddTHH:mm:ssXXX":
        clock = f"timezone('{TIME_ZONE}', {column.name})"
        offset = f"date_diff('hour', timezone('UTC', {column.name}), {clock})"
        return f"strftime({clock}, '%Y-%m-%dT%H:%M:%S') || '+0' || {offset} || ':00'"
    if column.timestamp_format is not None:
        return f"strftime({column.name}, '%Y-%m-%d %H:%M:%S')"
    if column.logical_type == "number":
        is_integer = pa.types.is_integer(rows.schema.field(column.name).type)
        in_ore = is_integer and column.scale != 0
        number = f"({column.name}::decimal(18, 2) / 100)::decimal(18, 2)" if in_ore else column.name
        return f"replace({number}::varchar, '.', '{contract.decimal_sign}')"
    return column.name


def write_ledger_month(contract: Contract, directory: Path, month: date, rows: pa.Table) -> Path:
    """Write one month of vouchers, with the control file that the ledger adds."""
    number = pc.utf8_lpad(rows["voucher_number"].cast(pa.string()), 6, "0")
    voucher = pc.binary_join_element_wise(rows["voucher_type"], f"{month:%Y%m}-", number, "")
    path = write_table(
        contract, directory, f"{month:%Y-%m}", rows.append_column("voucher", voucher)
    )
    control = path.with_name(f"{path.name}.kontroll")
    total = plain(pc.sum(rows["amount"]).as_py())
    control.write_text(f"rader;summa\n{len(rows)};{total}\n", encoding="utf-8")
    return path
