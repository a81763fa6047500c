"""A copy of the project with a landing zone of its own, so that the warehouse is left alone.

Here: what a run needs of the project, copied, and where a run leaves what. Not here: what is run in
it, but for the first run, which parses the dbt project.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.commands import NIGHTLY
from benchmarks.measure import measure
from orchestration.synthesis.__main__ import write_sample

REPOSITORY = Path(__file__).parents[1]
_COPIED = ("orchestration", "dbt_project", "benchmarks", "tests")
_NOT_COPIED = shutil.ignore_patterns("target", "logs", "results", "__pycache__")
_SMALLEST_SCALE = 0.02
_STEP = re.compile(r'Finished execution of step "(\w+)" in (?:(\d+)m)?([\d.]+)(ms|s)')
_SECONDS = {"ms": 0.001, "s": 1.0}


@dataclass(frozen=True)
class Project:
    """The copy, in the directory `root`."""

    root: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of a command that runs in it."""
        return {**os.environ, "DAGSTER_HOME": str(self.root / ".dagster")}

    @property
    def manifest(self) -> Path:
        """What dbt wrote down of its last build, with the SQL of every model as it ran."""
        return self.root / "dbt_project" / "target" / "nightly" / "manifest.json"

    @property
    def build_database(self) -> Path:
        """The database that a run builds."""
        return self.root / "warehouse" / "build" / "marts.duckdb"

    @property
    def published_database(self) -> Path:
        """The database that a run publishes."""
        return self.root / "warehouse" / "marts.duckdb"

    @property
    def steps(self) -> dict[str, float]:
        """The seconds of each step of the last run, out of what Dagster wrote about it."""
        log = self.root / ".dagster" / "nightly.log"
        return {
            step: 60 * int(minutes or 0) + float(number) * _SECONDS[unit]
            for step, minutes, number, unit in _STEP.findall(log.read_text())
        }

    @contextmanager
    def landing_zone(self, raw: Path) -> Iterator[None]:
        """Meanwhile `raw` is the landing zone, and the warehouse begins empty."""
        link = self.root / "raw"
        self.clear()
        link.symlink_to(raw, target_is_directory=True)
        try:
            yield
        finally:
            link.unlink()

    def clear(self) -> None:
        """Begin again with no warehouse."""
        shutil.rmtree(self.root / "warehouse", ignore_errors=True)


def copy_of_the_project(root: Path) -> Project:
    """A copy below `root`, without extracts, warehouse or a parsed dbt project."""
    for directory in _COPIED:
        shutil.copytree(REPOSITORY / directory, root / directory, ignore=_NOT_COPIED)
    (root / ".dagster").mkdir()
    shutil.copy(REPOSITORY / "orchestration" / "defs" / "dagster.yaml", root / ".dagster")
    return Project(root)


def run_over_a_small_sample(project: Project) -> None:
    """Have done what hangs on the dbt project alone: parsing it, the lineage of its columns.

    A night does that only after the project was changed.

    Raises:
        CommandFailed: the run failed.
    """
    raw = project.root / "small"
    for _ in write_sample(raw, _SMALLEST_SCALE, seed=1):
        pass
    with project.landing_zone(raw):
        measure("parse and lineage", NIGHTLY, project.root, project.environment)
    shutil.rmtree(raw)
