"""What has arrived in the landing zone, and what should have.

Here: whether anything changed there since the last look, told by names, sizes and times alone, and
which months are overdue. Not here: opening a file, or what becomes of it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration.contracts import Contract
from orchestration.contracts.landing_zone import SYNTHETIC_MARKER
from orchestration.ingest.names import entries_below


@dataclass(frozen=True)
class LandingZone:
    """What lies in the landing zone at one moment.

    `fingerprint` changes with the name, size or time of any file; `changed_at` is the time of the
    latest change, in seconds since 1970, 0 where nothing lies there.
    """

    fingerprint: str
    changed_at: float


@dataclass(frozen=True)
class Overdue:
    """The months of an extract that should have been delivered and are not in force."""

    extract: str
    months: tuple[date, ...]
    due: date

    def __str__(self) -> str:
        """One line for people: what is missing, and since when."""
        months = ", ".join(f"{month:%Y-%m}" for month in self.months)
        return f"{self.extract}: {months} is not delivered; the first was due {self.due}."


def look_at(raw_directory: Path) -> LandingZone:
    """The landing zone as it is now."""
    digest = hashlib.sha256()
    changed_at = 0.0
    for path, status in sorted(entries_below(raw_directory)):
        name = str(path.relative_to(raw_directory))
        digest.update(f"{name!r} {status.st_size} {status.st_mtime_ns}\n".encode())
        changed_at = max(changed_at, status.st_mtime, status.st_ctime)
    return LandingZone(digest.hexdigest(), changed_at)


def find_overdue(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, Contract],
    raw_directory: Path,
    today: date,
) -> list[Overdue]:
    """The extracts of which a month is overdue, by their contract's latency.

    A series begins with the first month that was ever in force. The synthetic sample is delivered
    once and for all: where its marker lies nothing is expected.
    """
    if (raw_directory / SYNTHETIC_MARKER).exists():
        return []
    overdue = (
        _overdue(connection, contract, today)
        for contract in contracts.values()
        if contract.latency_days is not None
    )
    return [each for each in overdue if each is not None]


def _overdue(
    connection: duckdb.DuckDBPyConnection, contract: Contract, today: date
) -> Overdue | None:
    latency = timedelta(days=contract.latency_days or 0)
    rows = connection.execute(
        "select period from deliveries.delivery where extract = ? and status = 'accepted'",
        [contract.name],
    ).fetchall()
    delivered = {period for (period,) in rows}
    missing = []
    month = min(delivered, default=today)
    while _next(month) + latency <= today:
        if month not in delivered:
            missing.append(month)
        month = _next(month)
    if not missing:
        return None
    return Overdue(contract.name, tuple(missing), _next(missing[0]) - timedelta(days=1) + latency)


def _next(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
