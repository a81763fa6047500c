"""What a delivery is, how its file is recognised, and what can become of it.

Nothing here opens a file for its rows or touches the database.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from orchestration.contracts import Contract
from orchestration.contracts.landing_zone import SYNTHETIC_MARKER

CONTROL_SUFFIX = ".kontroll"

_ABOUT_THE_LANDING_ZONE = {"README.md", SYNTHETIC_MARKER}

Status = Literal["accepted", "rejected", "superseded", "unchanged"]


class RejectedError(Exception):
    """A delivery cannot be taken in; the message tells people where, why and what to do."""


@dataclass(frozen=True)
class Delivery:
    """One file of an extract, as it was recognised.

    `file` is its path relative to the landing zone. `period` is the first day of the month or
    year it is for, None for a snapshot. A file without a delivery number is the first delivery.
    """

    path: Path
    file: str
    period: date | None
    number: int

    @property
    def control_file(self) -> Path:
        """Where its control file lies, if there is one."""
        return self.path.with_name(self.path.name + CONTROL_SUFFIX)

    @property
    def rank(self) -> tuple[int, str]:
        """Which of two deliveries of a period is the later one: the one with the higher rank."""
        return self.number, self.file


@dataclass(frozen=True)
class StrayFile:
    """A file that lies where an extract is delivered but is none, with the reason."""

    path: Path
    file: str
    reason: str


@dataclass(frozen=True)
class Counts:
    """What was counted in a delivery: its records, those that are bad, and the control sum.

    The control sum is taken over every record whose amount could be read; None where the contract
    names no column to add up.
    """

    row_count: int
    bad_row_count: int
    control_sum: Decimal | None


@dataclass(frozen=True)
class DeliveryOutcome:
    """What became of one delivery.

    `already_known` means that an earlier run had settled it and that nothing was done.
    """

    delivery_id: str
    extract: str
    file: str
    period: date | None
    delivery_number: int | None
    status: Status
    reason: str | None
    counts: Counts | None
    already_known: bool

    def is_new(self, status: Status) -> bool:
        """Whether this run came to that status."""
        return self.status == status and not self.already_known


def find_files(contract: Contract, raw_directory: Path) -> tuple[list[Delivery], list[StrayFile]]:
    """Recognise the files of an extract.

    Returns:
        Its deliveries in the order in which they are to be taken in, and the files that are
        neither a delivery nor the control file of one nor hidden.
    """
    deliveries = []
    strays = []
    for path in sorted((raw_directory / contract.directory).rglob("*")):
        if path.is_dir() or path.name.startswith(".") or _is_control_file(path, contract):
            continue
        recognised = _recognise(contract, path, path.relative_to(raw_directory).as_posix())
        if isinstance(recognised, Delivery):
            deliveries.append(recognised)
        else:
            strays.append(recognised)
    return sorted(deliveries, key=_intake_order), strays


def find_unclaimed(contracts: Iterable[Contract], raw_directory: Path) -> list[str]:
    """The files of the landing zone that lie in no extract's folder, so that nobody reads them.

    Returns:
        Their paths relative to the landing zone; what speaks of the landing zone itself and hidden
        files are none of them.
    """
    folders = {contract.directory for contract in contracts}
    files = (path.relative_to(raw_directory) for path in raw_directory.rglob("*") if path.is_file())
    return sorted(
        file.as_posix()
        for file in files
        if not file.name.startswith(".")
        and file.as_posix() not in _ABOUT_THE_LANDING_ZONE
        and not any(parent.as_posix() in folders for parent in file.parents)
    )


def content_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes in hexadecimal digits; the file is read as a stream."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def delivery_id(path: Path, file: str, digest: str, contract: Contract) -> str:
    """The name of a delivery in the warehouse.

    The same for the same bytes in the same file under the same contract and beside the same
    control file, and for nothing else.
    """
    control_file = path.with_name(path.name + CONTROL_SUFFIX)
    control = control_file.read_bytes().hex() if control_file.exists() else ""
    identity = f"{contract.name}\n{file}\n{digest}\n{contract.edition}\n{control}"
    return f"{path.stem}-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"


def _recognise(contract: Contract, path: Path, file: str) -> Delivery | StrayFile:
    match = contract.file_pattern.fullmatch(path.name)
    if match is None or path.parent.name != contract.name:
        return StrayFile(
            path,
            file,
            f"{file}: is not recognised: no file of this name directly under"
            f" {contract.directory}/ is agreed (expected: {contract.file_pattern.pattern})."
            " Rename it, or take it away.",
        )
    number = int(match["delivery"] or 1)
    if contract.delivery_period == "snapshot":
        return Delivery(path, file, None, number)
    try:
        period = _first_day(match["period"])
    except ValueError:
        return StrayFile(
            path,
            file,
            f"{file}: is not recognised: the period '{match['period']}' in its name is no real"
            f" {contract.delivery_period}. Rename it.",
        )
    return Delivery(path, file, period, number)


def _first_day(period: str) -> date:
    year, _, month = period.partition("-")
    return date(int(year), int(month or 1), 1)


def _is_control_file(path: Path, contract: Contract) -> bool:
    controlled = path.with_name(path.name.removesuffix(CONTROL_SUFFIX))
    return (
        path.name.endswith(CONTROL_SUFFIX)
        and contract.file_pattern.fullmatch(controlled.name) is not None
        and controlled.exists()
    )


def _intake_order(delivery: Delivery) -> tuple[date, int, str]:
    return delivery.period or date.min, *delivery.rank
