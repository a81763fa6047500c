"""`python -m benchmarks.reading`: how long readers wait for what a dashboard asks.

Each reader is a process that opens the published file, asks every question of `queries/` once, in
random order, closes it, and begins again: so it sees a new publication at its next opening. It
never pauses: as many questions as there are readers are under way at any moment. What is timed is
a question on an open connection, from its text to its last row in Python; opening is timed apart.
Here: the readers, who publishes meanwhile, and the figures. Not here: the questions, and what
readers must see (tests). Nothing is asserted about time; a read that fails ends the measurement.
"""

import argparse
import json
import multiprocessing
import random
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import duckdb
import numpy as np
from tabulate import tabulate

from benchmarks.project import REPOSITORY
from benchmarks.results import RESULTS, machine
from orchestration.publish import publish

QUERIES = Path(__file__).parent / "queries"
READERS = (1, 8, 32)
# As docs/readers.md advises where many read at once.
THREADS = 1
LONGEST_START_SECONDS = 120


class NoAnswer(Exception):
    """A question was answered with no rows; the message names it."""


@dataclass(frozen=True)
class Readings:
    """What one reader waited for, in milliseconds: each opening, and each answer by question."""

    openings: Sequence[float]
    answers: Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Waiting:
    """Median, 99th percentile and longest of some times, in milliseconds."""

    median_ms: float
    p99_ms: float
    max_ms: float


@dataclass(frozen=True)
class Measurement:
    """What so many readers waited for together.

    `publications` is how many were made meanwhile, the last of which ended after them; None where
    nobody published.
    """

    readers: int
    publications: int | None
    queries: int
    answering: Waiting
    opening: Waiting
    by_question: Mapping[str, Waiting]


def main() -> None:
    """Measure over a copy of the warehouse, print and keep the result."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument(
        "--database",
        type=Path,
        default=REPOSITORY / "warehouse" / "marts.duckdb",
        help="a published database with its build in build/ beside it (default: %(default)s)",
    )
    parser.add_argument(
        "--seconds", type=float, default=20, help="of each of the six measurements (%(default)s)"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reading-") as directory:
        database = _copy_of_the_warehouse(arguments.database, Path(directory))
        measurements = []
        for readers in READERS:
            for publishing in (False, True):
                meanwhile = "while publications go on" if publishing else "and nothing else"
                print(f"measuring: {readers} readers {meanwhile} ...", flush=True)
                measurements.append(
                    measure_reading(database, readers, arguments.seconds, publishing=publishing)
                )
    print(f"\n{_table(measurements)}\n\n{_table_by_question(measurements)}")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"reading-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    result = {"machine": machine(), "measurements": [asdict(each) for each in measurements]}
    path.write_text(json.dumps(result, indent=2) + "\n")
    print(f"\nKept in {path.relative_to(REPOSITORY)}")


def _copy_of_the_warehouse(database: Path, directory: Path) -> Path:
    """A copy of the build, published there by the code as it is now; its published file."""
    published, build = directory / database.name, _build_of(directory / database.name)
    build.parent.mkdir()
    shutil.copyfile(database, published)
    shutil.copyfile(_build_of(database), build)
    _publish(published)
    return published


def _build_of(database: Path) -> Path:
    return database.parent / "build" / database.name


def _publish(database: Path) -> None:
    publish(_build_of(database), database, "reading", kept_versions=1, is_synthetic=True)


def measure_reading(
    database: Path, readers: int, seconds: float, *, publishing: bool
) -> Measurement:
    """Have so many readers read for so long, and if asked publish again and again meanwhile.

    Raises:
        NoAnswer: a question has no rows.
        duckdb.Error: a read failed.
    """
    spawn = multiprocessing.get_context("spawn")
    questions = load_questions()
    publications = 0
    with spawn.Manager() as manager, ProcessPoolExecutor(readers, spawn) as pool:
        # Nobody begins before all have started: starting a process takes what is measured.
        everyone = manager.Barrier(readers + 1, timeout=LONGEST_START_SECONDS)
        reading = [
            pool.submit(_read, database, questions, seconds, everyone) for _ in range(readers)
        ]
        everyone.wait()
        while publishing and not all(reader.done() for reader in reading):
            _publish(database)
            publications += 1
        readings = [reader.result() for reader in reading]
    return _measurement(readings, publications if publishing else None)


def load_questions() -> dict[str, str]:
    """The SQL of each question by its name, in the order of their numbers."""
    return {path.stem: path.read_text() for path in sorted(QUERIES.glob("*.sql"))}


def _read(
    database: Path, questions: Mapping[str, str], seconds: float, everyone: Barrier
) -> Readings:
    """Open, ask and close until the time is over; what is under way then is still counted."""
    openings: list[float] = []
    answers = defaultdict[str, list[float]](list)
    # With its first time of day in an answer, Python loads the time zones: once in a process.
    duckdb.execute("select now()").fetchall()
    everyone.wait()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        opening = time.perf_counter()
        with duckdb.connect(database, read_only=True, config={"threads": THREADS}) as connection:
            connection.execute("use marts.marts")
            openings.append(_milliseconds_since(opening))
            # DuckDB takes a process that was spawned for a person's, and would show how far it is.
            connection.execute("set enable_progress_bar = false")
            for name in random.sample(sorted(questions), len(questions)):
                asking = time.perf_counter()
                rows = connection.execute(questions[name]).fetchall()
                answers[name].append(_milliseconds_since(asking))
                if not rows:
                    raise NoAnswer(f"{name} has no rows in {database}")
                if time.monotonic() >= until:
                    break
    return Readings(openings, answers)


def _milliseconds_since(moment: float) -> float:
    return 1000 * (time.perf_counter() - moment)


def _measurement(readings: Sequence[Readings], publications: int | None) -> Measurement:
    by_question = {
        name: [milliseconds for reader in readings for milliseconds in reader.answers.get(name, ())]
        for name in load_questions()
    }
    answers = [milliseconds for each in by_question.values() for milliseconds in each]
    return Measurement(
        readers=len(readings),
        publications=publications,
        queries=len(answers),
        answering=waiting(answers),
        opening=waiting([each for reader in readings for each in reader.openings]),
        by_question={name: waiting(each) for name, each in by_question.items() if each},
    )


def waiting(milliseconds: Sequence[float]) -> Waiting:
    """Sum up times; a percentile between two of them is interpolated."""
    return Waiting(*np.percentile(milliseconds, (50, 99, 100)).tolist())


def _table(measurements: Sequence[Measurement]) -> str:
    return tabulate(
        [
            (
                each.readers,
                "-" if each.publications is None else each.publications,
                each.queries,
                *asdict(each.answering).values(),
                each.opening.median_ms,
                each.opening.p99_ms,
            )
            for each in measurements
        ],
        headers=(
            "readers",
            "publications",
            "questions",
            "median ms",
            "p99 ms",
            "max ms",
            "opening median ms",
            "opening p99 ms",
        ),
        tablefmt="github",
        floatfmt=".1f",
    )


def _table_by_question(measurements: Sequence[Measurement]) -> str:
    """The median of each question in each measurement."""
    return tabulate(
        [
            (
                name,
                *(
                    each.by_question[name].median_ms if name in each.by_question else None
                    for each in measurements
                ),
            )
            for name in load_questions()
        ],
        headers=(
            "median ms",
            *(
                f"{each.readers}{'' if each.publications is None else ', publishing'}"
                for each in measurements
            ),
        ),
        tablefmt="github",
        floatfmt=".1f",
    )


if __name__ == "__main__":
    main()
