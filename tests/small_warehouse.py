"""A warehouse from a small sample: generated, taken in and built as a run does it, without Dagster.

Here: the steps, and a place where a warehouse can be changed and built again.
Not here: what must hold for it (`integration`).
"""

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest

from orchestration.contracts import load_contracts
from orchestration.ingest import (
    DeliveryOutcome,
    Pseudonymiser,
    ingest_extract,
    prepare_warehouse,
)
from orchestration.publish import AuditVerdict, audit_verdict
from orchestration.synthesis.__main__ import write_sample

SCALE = 0.02
SEED = 1
DBT_PROJECT = Path(__file__).parents[1] / "dbt_project"
# The tests have a key of their own, never the project's.
PSEUDONYM_KEY = "7e57" * 16
PSEUDONYMISER = Pseudonymiser(bytes.fromhex(PSEUDONYM_KEY))


@dataclass(frozen=True)
class SmallWarehouse:
    """A landing zone and the database that was built from it."""

    raw: Path
    database: Path


class Workbench:
    """Where warehouses are built, with dbt in this process, which parses the project once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.database = directory / "build" / "marts.duckdb"
        self.database.parent.mkdir()

    def sample(self, seed: int) -> Path:
        """The landing zone with the small sample of a seed."""
        raw = self._directory / f"raw_{seed}"
        for _ in write_sample(raw, SCALE, seed):
            pass
        return raw

    def clear(self) -> None:
        """Begin with no database."""
        self.database.unlink(missing_ok=True)

    def lay_out(self, database: Path) -> None:
        """Begin with a copy of a database."""
        shutil.copyfile(database, self.database)

    def put_aside(self, name: str) -> Path:
        """A copy of the database as it is now, under the same base name, which its views need."""
        kept = self._directory / name / self.database.name
        kept.parent.mkdir()
        shutil.copyfile(self.database, kept)
        return kept

    def ingest(self, raw: Path) -> list[DeliveryOutcome]:
        """Take in what is new in a landing zone; what became of every file."""
        contracts = load_contracts()
        with duckdb.connect(self.database) as connection:
            prepare_warehouse(connection, contracts)
            return [
                outcome
                for contract in contracts.values()
                for outcome in ingest_extract(connection, contract, raw, PSEUDONYMISER)
            ]

    def change(self, statement: str) -> None:
        """Run one statement on the database, which must change a row."""
        with duckdb.connect(self.database) as connection:
            changed = connection.execute(statement).fetchone()
        assert changed not in (None, (0,)), f"no row changed by: {statement}"

    def dbt(self, *arguments: str) -> None:
        """Run a dbt command in this process, which must end well; its errors are printed."""
        self._invoke(self._manifest, *arguments)

    @cached_property
    def _manifest(self) -> Manifest:
        parsed = self._invoke(None, "parse").result
        assert isinstance(parsed, Manifest)
        return parsed

    def _invoke(self, manifest: Manifest | None, *arguments: str) -> dbtRunnerResult:
        options = [
            "--quiet",
            "--no-use-colors",
            "--log-level-file=none",
            *arguments,
            f"--project-dir={DBT_PROJECT}",
            f"--profiles-dir={DBT_PROJECT}",
            f"--target-path={self._directory / 'target'}",
        ]
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("FOLLOWUP_BUILD_DATABASE", str(self.database))
            done = dbtRunner(manifest).invoke(options)
        DuckDBConnectionManager.close_all_connections()
        assert done.success, f"dbt {' '.join(arguments)} failed. {done.exception or ''}"
        return done

    def verdict(self) -> AuditVerdict:
        """What the audit says of the database."""
        with duckdb.connect(self.database, read_only=True) as connection:
            return audit_verdict(connection)
