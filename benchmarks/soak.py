"""`make soak`: the tests in their long form, with what was measured.

Readers under publications, every fault at every stage, a second region, every look of the pages.
Here: running those tests and keeping their figures. Not here: what they do and what must hold
(tests); `make test` runs the same ones with fewer readers, stages, regions and looks.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import pytest
from tabulate import tabulate

from benchmarks.results import RESULTS, machine

SUITES = [
    "tests/integration/test_publication_readers.py",
    "tests/integration/test_publication_faults.py",
    "tests/integration/test_locked_build_database.py",
    "tests/integration/test_faults.py",
    "tests/integration/test_mutations.py",
    "tests/integration/test_oracle.py",
    "tests/integration/test_spark_run.py",
    "tests/browser/test_report.py",
    "tests/browser/test_site.py",
]


@dataclass(frozen=True)
class Verdict:
    """How one test ended, how long it took, and the figures that it recorded."""

    test: str
    outcome: str
    seconds: float
    figures: dict[str, object]


class Verdicts:
    """What pytest tells of the tests that run."""

    def __init__(self) -> None:
        self.all: list[Verdict] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take down how a test ended; of what is done before and after, only that it failed."""
        if report.when == "call" or report.failed:
            name = report.location[2].removeprefix("test_")
            figures = dict(report.user_properties)
            self.all.append(Verdict(name, report.outcome, round(report.duration, 1), figures))


def main(arguments: Sequence[str]) -> int:
    """Run the suites in full; 0 if all of them passed."""
    verdicts = Verdicts()
    options = ["--soak", "--no-header", "--quiet", "--tb=short", *arguments]
    code = pytest.main([*SUITES, *options], plugins=[verdicts])
    print(f"\n{_table(verdicts.all)}")
    for verdict in verdicts.all:
        if verdict.figures:
            print(f"\n{verdict.test}\n{tabulate(verdict.figures.items(), tablefmt='github')}")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"soak-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"
    result = {"machine": machine(), "verdicts": [asdict(verdict) for verdict in verdicts.all]}
    path.write_text(json.dumps(result, indent=2) + "\n")
    print(f"\nKept in {path.relative_to(RESULTS.parents[1])}")
    return int(code)


def _table(verdicts: Sequence[Verdict]) -> str:
    return tabulate(
        [(verdict.test, verdict.outcome, verdict.seconds) for verdict in verdicts],
        headers=("what was tried", "verdict", "seconds"),
        tablefmt="github",
        floatfmt=".1f",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
