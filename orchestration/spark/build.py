"""dbt on Spark: the same project, over the files that ingest wrote.

Here: its command and its variables. Not here: the cluster, and what becomes of the marts (`marts`).
"""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.engine import SPARK
from orchestration.spark.environment import dbt_executable, process_variables

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"


class SparkBuildFailed(Exception):
    """dbt ended with an error; what it said stands above."""


@dataclass(frozen=True)
class SparkHome:
    """The directory in which Spark keeps its tables, and finds what ingest wrote for it."""

    directory: Path

    @property
    def tables(self) -> Path:
        """Where dbt's tables are: a directory a schema, below it one a table."""
        return self.directory / "tables"

    def variables(self, master: str) -> dict[str, str]:
        """What dbt's process needs, with the master of a cluster as Spark names it."""
        return process_variables() | {
            "FOLLOWUP_ENGINE": SPARK,
            "FOLLOWUP_SPARK_MASTER": master,
            "FOLLOWUP_SPARK_HOME": str(self.directory),
        }


def dbt_command(home: SparkHome, arguments: Sequence[str]) -> list[str | Path]:
    """The command, to be run with `SparkHome.variables`."""
    return [
        dbt_executable(),
        *arguments,
        f"--project-dir={DBT_PROJECT}",
        f"--profiles-dir={DBT_PROJECT}",
        f"--target-path={home.directory / 'target'}",
        f"--log-path={home.directory}",
    ]


def dbt(home: SparkHome, master: str, arguments: Sequence[str]) -> None:
    """Run a command of dbt on Spark.

    Raises:
        SparkBuildFailed: it did not end well.
        SparkMissing: Spark or Java is not installed.
    """
    done = subprocess.run(
        dbt_command(home, arguments), env=os.environ | home.variables(master), check=False
    )
    if done.returncode:
        raise SparkBuildFailed(f"dbt {' '.join(arguments)} ended with {done.returncode}.")
