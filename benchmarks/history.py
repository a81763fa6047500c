"""A landing zone with so many months of history, made from the default sample, and the month after.

Here: choosing the files, and moving the months of 2023 back by whole years, never those of 2024,
which has a leap day. In the rows the year moves in periods, dates, times and the numbers that begin
with one. Amounts stay, and so control files hold.
A row is left out where no such day or hour was that year, or where its offset from UTC was another:
some hours of the days around the change of clocks.
Not moved are the extracts of HR, which hang on people's employments, and these begin on a day; the
plans that are delivered by month; and reimbursement, of two months: they have those of the months
that the sample has.
Every test of the product must hold. So the ledger has a month more, for there to be developments
since a year before; the first budget begins with it; and no absence corrects one that was
registered before the history.
Not here: what is measured on it (`night`).
"""

import csv
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from orchestration.contracts import Column, Contract, load_contracts
from orchestration.contracts.landing_zone import SYNTHETIC_MARKER

NEW_MONTH = "2024-11"
MOVED_YEAR = 2023

_LAST_MONTH = "2024-10"
_FIRST_DAY, _LONG_BEFORE = b"2023-01-01", b"2000-01-01"
_NOT_MOVED = {
    *("absence", "scheduled_hours", "hired_staff"),
    *("action_plan", "forecast", "investment"),
}
_SWEDEN = ZoneInfo("Europe/Stockholm")
_BYTE_ORDER_MARK = "\ufeff"

# PER202311-000001 and V23110001 of a month, V20000001 of a queue; N311000000 of a care contact.
_CONTACT = re.compile(r"^N(\d)(\d{8})$")
_NUMBER = re.compile(r"^([A-ZÅÄÖ]+(?:20(?=\d{4}-))?)(\d{2})(\d+(?:-\d+)?)$")

_Move = Callable[[str], str | None]
"""From a value to the same one some years earlier; None where there was none."""


def make_history(sample: Path, target: Path, months: int) -> None:
    """Lay out `months` months that end with the one before `NEW_MONTH`, in a new directory."""
    first_ledger_month = _months_before(_LAST_MONTH, months)
    first_year = int(first_ledger_month[:4])
    target.mkdir(parents=True)
    shutil.copy(sample / SYNTHETIC_MARKER, target)
    for contract in load_contracts().values():
        (target / contract.directory).mkdir(parents=True)
        more = 1 if contract.data_product == "ledger" else 0
        first_month = _months_before(_LAST_MONTH, months - 1 + more)
        for file in _files(contract, sample):
            period = _period(contract, file)
            if contract.delivery_period == "snapshot" or _is_between(
                first_month, period, _LAST_MONTH
            ):
                _copy(file, sample, target)
            if int(period[:4] or 0) == MOVED_YEAR and contract.name not in _NOT_MOVED:
                for years in range(1, MOVED_YEAR - first_year + 1):
                    if _is_between(first_month, _earlier(period, years), _LAST_MONTH):
                        _move(contract, file, years, target)
    (cost_centres,) = _files(load_contracts()["cost_centre"], target)
    let_begin_before(cost_centres)
    _begin_budget(target, first_ledger_month)
    _correct_only_what_is_there(target)


def deliver_new_month(sample: Path, target: Path) -> None:
    """Deliver everything of `NEW_MONTH` into a landing zone that `make_history` made."""
    for contract in load_contracts().values():
        for file in _files(contract, sample):
            if _period(contract, file) == NEW_MONTH:
                _copy(file, sample, target)
    _correct_only_what_is_there(target)


def let_begin_before(file: Path) -> None:
    """Let what is valid in a file from the first day of the sample be so long before."""
    file.write_bytes(file.read_bytes().replace(_FIRST_DAY, _LONG_BEFORE))


def _files(contract: Contract, sample: Path) -> list[Path]:
    return sorted((sample / contract.directory).glob("*.csv"))


def _period(contract: Contract, file: Path) -> str:
    """The month or the year in the name of a file; empty for a snapshot."""
    match = contract.file_pattern.fullmatch(file.name)
    assert match is not None, f"{file} is no delivery of the sample"
    return match.groupdict().get("period", "")


def _is_between(first_month: str, period: str, last_month: str) -> bool:
    """Whether a month, or some month of a year, is one of these."""
    return first_month[: len(period)] <= period <= last_month


def _months_before(month: str, count: int) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 - count, 12)
    return f"{year}-{number + 1:02d}"


def _control_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.kontroll")


def _copy(file: Path, sample: Path, target: Path) -> None:
    for each in filter(Path.exists, (file, _control_file(file))):
        shutil.copy(each, target / each.relative_to(sample))


def _move(contract: Contract, file: Path, years: int, target: Path) -> None:
    """Write a file of the sample as it would have been delivered some years earlier."""
    name = file.name.replace(str(MOVED_YEAR), str(MOVED_YEAR - years))
    moved = target / contract.directory / name
    with (
        file.open(encoding=contract.encoding, newline="") as source,
        moved.open("w", encoding=contract.encoding, newline="") as output,
    ):
        _write_moved(contract, source, output, years)
    if _control_file(file).exists():
        shutil.copy(_control_file(file), _control_file(moved))


def _write_moved(contract: Contract, source: TextIO, output: TextIO, years: int) -> None:
    rows = csv.reader(source, delimiter=contract.delimiter)
    writer = csv.writer(output, delimiter=contract.delimiter)
    header = next(rows)
    writer.writerow(header)
    columns = {column.header: column for column in contract.columns}
    moves = {
        place: move
        for place, name in enumerate(header)
        if (move := _move_of(columns[name.removeprefix(_BYTE_ORDER_MARK)], years))
    }
    writer.writerows(_moved_rows(rows, moves))


def _moved_rows(rows: Iterator[list[str]], moves: Mapping[int, _Move]) -> Iterator[list[str]]:
    for row in rows:
        for place, move in moves.items():
            if row[place]:
                moved = move(row[place])
                if moved is None:
                    break
                row[place] = moved
        else:
            yield row


def _move_of(column: Column, years: int) -> _Move | None:
    """How the values of a column move; None where they stay."""
    if column.date_format == "yyyy-MM-dd":
        return partial(_earlier_day, years=years)
    if column.date_format:
        return partial(_earlier, years=years)
    if column.timestamp_format:
        return partial(_earlier_time, years=years)
    is_number = column.key_position or column.name == "corrected_voucher"
    if is_number and column.logical_type == "string" and column.reference is None:
        return partial(_earlier_number, years=years)
    return None


def _earlier(value: str, years: int) -> str:
    return f"{int(value[:4]) - years}{value[4:]}"


@lru_cache(maxsize=100_000)
def _earlier_day(value: str, years: int) -> str | None:
    moved = _earlier(value, years)
    try:
        datetime.fromisoformat(moved)
    except ValueError:
        return None
    return moved


def _earlier_time(value: str, years: int) -> str | None:
    moved = _earlier(value, years)
    return moved if _was(moved[:13], moved[19:]) else None


@lru_cache(maxsize=100_000)
def _was(hour: str, offset: str) -> bool:
    """Whether the clocks in Sweden showed that hour (2019-03-31T03), under the offset if any."""
    try:
        shown = datetime.fromisoformat(f"{hour}:00:00")
    except ValueError:
        return False
    instant = (
        datetime.fromisoformat(f"{hour}:00:00{offset}") if offset else shown.replace(tzinfo=_SWEDEN)
    )
    # An hour that the clocks were put forward over comes back from UTC as another.
    return datetime.fromtimestamp(instant.timestamp(), _SWEDEN).replace(tzinfo=None) == shown


def _earlier_number(value: str, years: int) -> str:
    """The number as it would be some years earlier; what is no number but a code stays."""
    contact = _CONTACT.match(value)
    if contact:
        return f"N{(int(contact[1]) - years) % 10}{contact[2]}"
    return _NUMBER.sub(lambda found: f"{found[1]}{int(found[2]) - years:02d}{found[3]}", value)


def _begin_budget(target: Path, first_month: str) -> None:
    """Let the first budget begin with this month: one without bookings is nothing but deviation."""
    contract = load_contracts()["budget"]
    first = _files(contract, target)[0]
    place = [column.name for column in contract.columns].index("accounting_period")
    header, *rows = _lines(contract, first)
    month = first_month.replace("-", "")
    _write(
        contract,
        first,
        [header, *(row for row in rows if row.split(contract.delimiter)[place] >= month)],
    )


def _correct_only_what_is_there(target: Path) -> None:
    """Leave out the registrations of absence that correct what is in no month of the history."""
    contract = load_contracts()["absence"]
    names = [column.name for column in contract.columns]
    number, corrected = (names.index(name) for name in ("absence_number", "corrected_absence"))
    known = {""}
    for file in _files(contract, target):
        header, *rows = _lines(contract, file)
        kept = [header]
        for row in rows:
            fields = row.rstrip().split(contract.delimiter)
            if fields[corrected] in known:
                known.add(fields[number])
                kept.append(row)
        if len(kept) <= len(rows):
            _write(contract, file, kept)


def _lines(contract: Contract, file: Path) -> list[str]:
    """The rows of an extract whose columns stand in their order and hold no line ends."""
    with file.open(encoding=contract.encoding, newline="") as content:
        return content.readlines()


def _write(contract: Contract, file: Path, lines: list[str]) -> None:
    with file.open("w", encoding=contract.encoding, newline="") as content:
        content.writelines(lines)
