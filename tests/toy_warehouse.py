"""A warehouse of a toy build database: changed, published, rolled back and read.

Here: what the suites of publication do to a warehouse again and again.
Not here: what the build database holds (`build_database`), and any expectation.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.publish import Plan, Publication, make_plan, publish, roll_back
from tests.build_database import change, write_build_database


@dataclass(frozen=True)
class ToyWarehouse:
    """A directory with the build database, and whatever was published from it."""

    directory: Path

    @classmethod
    def of(cls, directory: Path, kpi_rows: int = 5) -> "ToyWarehouse":
        """A build and nothing published; `measure 0` has the value 0, and so on."""
        warehouse = cls(directory)
        write_build_database(warehouse.build, kpi_rows=kpi_rows)
        return warehouse

    @property
    def build(self) -> Path:
        return self.directory / "build" / "marts.duckdb"

    @property
    def published(self) -> Path:
        return self.directory / "marts.duckdb"

    @property
    def parquet(self) -> Path:
        return self.directory / "parquet"

    @property
    def versions(self) -> Path:
        return self.directory / "versions"

    def change(self, *statements: str) -> None:
        """Another build, in which the statements were carried out."""
        change(self.build, ";".join(statements))

    def plan(self) -> Plan:
        return make_plan(self.build, self.published)

    def publish(self, *changes: str, keep: int = 3) -> str:
        """Publish the build, first changed where changes are given; the publication's identity."""
        return self.publication(*changes, keep=keep).publication_id

    def publication(self, *changes: str, keep: int = 3) -> Publication:
        if changes:
            self.change(*changes)
        return publish(self.build, self.published, "code 1", keep, is_synthetic=True)

    def roll_back(self, to: str | None = None, keep: int = 3) -> str:
        """Put a publication back; the identity of the publication that this is."""
        return roll_back(self.build, self.published, "code 2", keep, to).publication_id

    def rows(self, query: str, database: Path | None = None) -> list[tuple[object, ...]]:
        """What a query of the published database gives, or of another one of the warehouse."""
        with duckdb.connect(database or self.published, read_only=True) as connection:
            connection.execute("use marts.marts")
            return connection.execute(query).fetchall()
