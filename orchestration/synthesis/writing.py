"""The files of the sample, in the dialects that the contracts declare.

Belongs here: encodings, delimiters, number formats, file names, control files. The values come
from the other modules.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import cast

import duckdb
import pyarrow as pa

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
}
WITH_BYTE_ORDER_MARK = {"general_ledger", "action_plan", "investment"}
DATE_FORMATS = {"yyyy-MM-dd": "%Y-%m-%d", "yyyyMM": "%Y%m", "yyyy": "%Y"}
BYTE_ORDER_MARK = "\ufeff"


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


def write_ledger_month(contract: Contract, directory: Path, month: date, rows: pa.Table) -> Path:
    """Write one month of vouchers by DuckDB, with the control file that the ledger adds."""
    path = file_of(contract, directory, f"{month:%Y-%m}")
    values = {
        "voucher": "voucher_type || strftime(accounting_period, '%Y%m') || '-' "
        "|| lpad(voucher_number::varchar, 6, '0')",
        "accounting_period": "strftime(accounting_period, '%Y%m')",
        "amount": "replace((amount::decimal(18, 2) / 100)::decimal(18, 2)::varchar, '.', ',')",
    }
    columns = ", ".join(
        f'{values.get(column.name, column.name)} as "{column.header}"'
        for column in contract.columns
    )
    with duckdb.connect() as connection:
        connection.register("ledger_rows", rows)
        query = f"select {columns} from ledger_rows"
        connection.sql(query).write_csv(str(path), sep=contract.delimiter)
        counted = connection.sql("select count(*), sum(amount)::bigint from ledger_rows").fetchone()
    with path.open("r+b") as file:
        content = file.read()
        file.seek(0)
        file.write(BYTE_ORDER_MARK.encode() + content)
    row_count, total = cast("tuple[int, int]", counted)
    control = path.with_name(f"{path.name}.kontroll")
    control.write_text(f"rader;summa\n{row_count};{plain(total)}\n", encoding="utf-8")
    return path
