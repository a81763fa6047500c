"""Runs of the job nightly over a small region of their own, in a temporary directory.

Here: its paths, and one run. Not here: what a suite expects of the run.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from dagster_dbt import DbtProject

from orchestration.definitions import build_definitions
from orchestration.defs.nightly import CRON
from orchestration.defs.resources import Warehouse
from orchestration.locking import one_process_at_a_time
from tests.small_warehouse import DBT_PROJECT, PSEUDONYM_KEY


@contextmanager
def shared_region(directories: pytest.TempPathFactory) -> Iterator[Path]:
    """Where all suites of the session find a region after its first run, to be copied.

    It is made by the suite that comes first; no other comes meanwhile.
    """
    session = directories.getbasetemp()
    # Each worker has a directory of its own in that of the session.
    session = session.parent if "PYTEST_XDIST_WORKER" in os.environ else session
    with one_process_at_a_time(session / "region.lock"):
        yield session / "region"


@dataclass(frozen=True)
class Region:
    """A landing zone, the two databases that a run makes from it, and the dbt project."""

    raw: Path
    build_database: Path
    published_database: Path
    dbt_project: DbtProject
    kept_versions: int = 10

    @classmethod
    def below(cls, root: Path, kept_versions: int = 10) -> "Region":
        """The region whose landing zone is `root`/raw; everything made lies below `root` too."""
        return cls(
            raw=root / "raw",
            build_database=root / "warehouse" / "build" / "marts.duckdb",
            published_database=root / "warehouse" / "marts.duckdb",
            dbt_project=DbtProject(DBT_PROJECT, target_path=root / "target"),
            kept_versions=kept_versions,
        )

    @property
    def warehouse(self) -> Warehouse:
        """The paths as the definitions take them."""
        return Warehouse(
            raw_directory=str(self.raw),
            build_database=str(self.build_database),
            published_database=str(self.published_database),
            kept_versions=self.kept_versions,
        )

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that a run of the region needs."""
        return {
            "FOLLOWUP_BUILD_DATABASE": str(self.build_database),
            "FOLLOWUP_SPARK_HOME": str(self.build_database.with_name("spark")),
            "FOLLOWUP_PSEUDONYM_KEY": PSEUDONYM_KEY,
        }

    def definitions(self, cron: str = CRON) -> dg.Definitions:
        """The code location over the region; `cron` says when the job nightly runs."""
        return build_definitions(self.warehouse, self.dbt_project, cron)

    def run(
        self, environment: pytest.MonkeyPatch, partition: str | None = None
    ) -> dg.ExecuteInProcessResult:
        """One run of the job nightly, for one month or for all; it may fail."""
        for name, value in self.variables.items():
            environment.setenv(name, value)
        job = self.definitions().resolve_job_def("nightly")
        with dg.DagsterInstance.ephemeral() as instance:
            return job.execute_in_process(
                instance=instance, raise_on_error=False, partition_key=partition
            )
