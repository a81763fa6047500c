"""Runs of the job nightly over a small region of their own, in a temporary directory.

Here: its paths, and one run. Not here: what a suite expects of the run.
"""

from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from dagster_dbt import DbtProject

from orchestration.definitions import build_definitions
from orchestration.defs.resources import Warehouse
from tests.small_warehouse import PSEUDONYM_KEY


@dataclass(frozen=True)
class Region:
    """A landing zone, the two databases that a run makes from it, and the dbt project."""

    raw: Path
    build_database: Path
    published_database: Path
    dbt_project: DbtProject

    def run(self, environment: pytest.MonkeyPatch) -> dg.ExecuteInProcessResult:
        """One run of the job nightly; it may fail."""
        environment.setenv("FOLLOWUP_BUILD_DATABASE", str(self.build_database))
        environment.setenv("FOLLOWUP_PSEUDONYM_KEY", PSEUDONYM_KEY)
        definitions = build_definitions(
            Warehouse(
                raw_directory=str(self.raw),
                build_database=str(self.build_database),
                published_database=str(self.published_database),
            ),
            self.dbt_project,
        )
        with dg.DagsterInstance.ephemeral() as instance:
            return definitions.resolve_job_def("nightly").execute_in_process(
                instance=instance, raise_on_error=False
            )
