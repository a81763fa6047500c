"""What a delivery is, how its file is recognised, and what can become of it.

Nothing here opens a file or touches the database.
"""

import hashlib
import stat
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from orchestration.contracts import Contract
from orchestration.contracts.landing_zone import SYNTHETIC_MARKER
from orchestration.ingest.names import entries_below, shown

CONTROL_SUFFIX = ".kontroll"

_ABOUT_THE_LANDING_ZONE = {"README.md", SYNTHETIC_MARKER}
_HIGHEST_NUMBER = 999_999

Status = Literal["accepted", "rejected", "superseded", "unchanged"]


class RejectedError(Exception):
    """A delivery cannot be taken in; the message tells people where, why and what to do."""


@dataclass(frozen=True)
class Delivery:
    """One file of an extract, as it was recognised.

    `path` is relative to the landing zone, and `file` is it as people see it. `period` is the first
    day of the month or year it is for, None for a snapshot. A file without a delivery number is the
    first delivery.
    """

    landing_zone: Path
    path: Path
    file: str
    period: date | None
    number: int

    @property
    def control_path(self) -> Path:
        """Where its control file lies in the landing zone, if there is one."""
        return self.path.with_name(self.path.name + CONTROL_SUFFIX)

    @property
    def control_file(self) -> str:
        """The control file as people see it."""
        return self.file + CONTROL_SUFFIX

    @property
    def rank(self) -> tuple[int, str]:
        """Which of two deliveries of a period is the later one: the one with the higher rank."""
        return self.number, self.file


@dataclass(frozen=True)
class StrayFile:
    """What lies where an extract is delivered but is none, with the reason; it is never opened."""

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
    """Recognise the files of an extract by their names; none is opened.

    Returns:
        Its deliveries in the order in which they are to be taken in, and what is neither a
        delivery nor the control file of one nor hidden.
    """
    no_folder = _what_is_no_folder(contract, raw_directory)
    if no_folder is not None:
        return [], [no_folder]
    below = {
        path.relative_to(raw_directory): status
        for path, status in entries_below(raw_directory / contract.directory)
        if not path.name.startswith(".")
    }
    found = [
        _recognise(contract, raw_directory, path, is_folder=stat.S_ISDIR(status.st_mode))
        for path, status in sorted(below.items())
        if not _is_control_file(path, contract, below)
    ]
    deliveries = [each for each in found if isinstance(each, Delivery)]
    strays = [each for each in found if isinstance(each, StrayFile)]
    return sorted(deliveries, key=_intake_order), strays


def find_unclaimed(contracts: Iterable[Contract], raw_directory: Path) -> list[str]:
    """What lies in no extract's folder of the landing zone, so that nobody reads it.

    Returns:
        The paths relative to the landing zone, as people are to see them; what speaks of the
        landing zone itself and hidden files are none of them.
    """
    folders = {Path(contract.directory) for contract in contracts}
    claimed = folders | {folder.parent for folder in folders}
    paths = (path.relative_to(raw_directory) for path, _ in entries_below(raw_directory))
    return sorted(
        shown(path.as_posix())
        for path in paths
        if not path.name.startswith(".")
        and path.as_posix() not in _ABOUT_THE_LANDING_ZONE
        and path not in claimed
        and folders.isdisjoint(path.parents)
    )


def delivery_id(contract: Contract, path: Path, digest: str, control: bytes | None) -> str:
    """The name of a delivery in the warehouse.

    The same for the same bytes in the same file under the same contract and beside the same
    control file, and for nothing else. `digest` is empty where the file was not opened.
    """
    parts = (contract.name, path.as_posix(), digest, contract.edition, (control or b"").hex())
    identity = "\n".join(parts).encode(errors="surrogateescape")
    return f"{shown(path.stem)}-{hashlib.sha256(identity).hexdigest()[:12]}"


def _what_is_no_folder(contract: Contract, raw_directory: Path) -> StrayFile | None:
    """What lies in the place of the extract's folder or of the one around it, if something does."""
    folder = Path(contract.directory)
    for path in (folder.parent, folder):
        try:
            status = (raw_directory / path).lstat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if not stat.S_ISDIR(status.st_mode):
            reason = (
                f"{path.as_posix()}: must be a folder, but is a file or a link; links are never"
                " followed. Put the folder itself there."
            )
            return StrayFile(path, path.as_posix(), reason)
    return None


def _recognise(
    contract: Contract, landing_zone: Path, path: Path, *, is_folder: bool
) -> Delivery | StrayFile:
    file = shown(path.as_posix())
    if is_folder:
        return StrayFile(
            path,
            file,
            f"{file}: this folder cannot be listed, or lies too deep, and was not looked into. Take"
            " it away.",
        )
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
    if number > _HIGHEST_NUMBER:
        return StrayFile(
            path,
            file,
            f"{file}: is not recognised: the delivery number in its name is above"
            f" {_HIGHEST_NUMBER}. Rename it.",
        )
    if contract.delivery_period == "snapshot":
        return Delivery(landing_zone, path, file, None, number)
    try:
        period = _first_day(match["period"])
    except ValueError:
        return StrayFile(
            path,
            file,
            f"{file}: is not recognised: the period '{match['period']}' in its name is no real"
            f" {contract.delivery_period}. Rename it.",
        )
    return Delivery(landing_zone, path, file, period, number)


def _first_day(period: str) -> date:
    year, _, month = period.partition("-")
    return date(int(year), int(month or 1), 1)


def _is_control_file(path: Path, contract: Contract, below: Container[Path]) -> bool:
    controlled = path.with_name(path.name.removesuffix(CONTROL_SUFFIX))
    return (
        path.name.endswith(CONTROL_SUFFIX)
        and contract.file_pattern.fullmatch(controlled.name) is not None
        and controlled in below
    )


def _intake_order(delivery: Delivery) -> tuple[date, int, str]:
    return delivery.period or date.min, *delivery.rank
