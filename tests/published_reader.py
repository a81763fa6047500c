"""A process that reads published files again and again, and ends at once if it sees half of one.

Here: what a reader asks and expects, and how long it took. Not here: who publishes meanwhile.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.struck import REPOSITORY

# Of every edition each row of two marts, and the newest publication, bear its name.
_QUESTIONS = (
    "select count(*), max_by(build_id, publication_id) from {publication}",
    "select count(*), any_value(quality), count(distinct quality) from {kpi}",
    "select count(*), any_value(source_extracts), count(distinct source_extracts) from {measure}",
)
_LONGEST_SECONDS = 900
_TABLES = ("publication", "kpi", "measure")
# A person's, so that readers leave the processors to others meanwhile.
_PAUSE_SECONDS = 0.2
_INTERRUPTED = False


def name_edition(build_database: Path, edition: int) -> None:
    """Put the name of an edition where readers look for it."""
    name = f"edition {edition}"
    with duckdb.connect(build_database) as connection:
        connection.execute("update marts.marts.kpi set quality = ?", [name])
        connection.execute("update marts.marts.measure set source_extracts = ?", [name])
        connection.execute("update deliveries.build set build_id = ?", [name])


@dataclass(frozen=True)
class Readings:
    """How long each read took, in seconds, and how many publications the reader saw come."""

    database: list[float]
    parquet: list[float]
    publications: int


def start_reader(warehouse: Path, *, keeps_connection: bool) -> subprocess.Popen[str]:
    """Start a reader; it reads until it is told to end by SIGTERM."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.published_reader", str(warehouse), str(keeps_connection)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def readings(reader: subprocess.Popen[str]) -> Readings:
    """End a reader; what it read, if it never failed."""
    reader.send_signal(signal.SIGTERM)
    output, error = reader.communicate()
    assert reader.returncode == 0, error
    return Readings(**json.loads(output))


def main(warehouse: Path, *, keeps_connection: bool) -> None:
    """Read until told to end; any error ends it, with a traceback and a code that is not 0."""
    signal.signal(signal.SIGTERM, _interrupt)
    database: list[float] = []
    parquet: list[float] = []
    seen = [0, 0]
    first = 0
    until = time.monotonic() + _LONGEST_SECONDS
    parent = os.getppid()
    print("reads", flush=True)
    while not _INTERRUPTED and os.getppid() == parent and time.monotonic() < until:
        took, count = _read_database(warehouse / "marts.duckdb", until_replaced=keeps_connection)
        database += took
        assert count >= seen[0], f"{count} publications after {seen[0]}"
        first, seen[0] = first or count, count
        started = time.monotonic()
        count = _read_parquet(warehouse / "parquet")
        parquet.append(time.monotonic() - started)
        assert count >= seen[1], f"{count} publications in Parquet after {seen[1]}"
        seen[1] = count
    json.dump(Readings(database, parquet, seen[0] - first).__dict__, sys.stdout)


def _read_database(database: Path, *, until_replaced: bool) -> tuple[list[float], int]:
    """How long each read of one connection took, the first with opening it, and what it saw.

    A connection that is kept is read from once more after the file was replaced: what it opened, it
    sees until it is closed.
    """
    took = []
    seen = set()
    opened = database.stat().st_ino
    keep = True
    started = time.monotonic()
    with duckdb.connect(database, read_only=True, config={"threads": 1}) as connection:
        connection.execute("use marts.marts")
        while keep:
            keep = until_replaced and database.stat().st_ino == opened and not _INTERRUPTED
            seen.add(_ask(connection, {name: name for name in _TABLES}))
            took.append(time.monotonic() - started)
            time.sleep(_PAUSE_SECONDS)
            started = time.monotonic()
    (publications,) = seen
    return took, publications


def _read_parquet(link: Path) -> int:
    """The number of publications that the files tell of; the link is followed once for all."""
    directory = link.resolve()
    with duckdb.connect(config={"threads": 1}) as connection:
        return _ask(connection, {name: f"'{directory}/{name}.parquet'" for name in _TABLES})


def _ask(connection: duckdb.DuckDBPyConnection, tables: dict[str, str]) -> int:
    (publications, edition), *marts = (
        connection.execute(question.format(**tables)).fetchall()[0] for question in _QUESTIONS
    )
    for rows, named, names in marts:
        assert rows > 0
        assert (named, names) == (edition, 1), f"{named} ({names} editions) of {edition}"
    return int(publications)


def _interrupt(*_: object) -> None:
    global _INTERRUPTED  # noqa: PLW0603
    _INTERRUPTED = True


def percentile(sorted_values: Sequence[float], share: float) -> float:
    """The value that so large a share of the values does not exceed."""
    return sorted_values[min(int(len(sorted_values) * share), len(sorted_values) - 1)]


if __name__ == "__main__":
    main(Path(sys.argv[1]), keeps_connection=sys.argv[2] == "True")
