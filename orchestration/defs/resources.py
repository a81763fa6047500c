"""Where extracts are delivered and where the databases lie.

Here: paths and connections, which a test replaces by its own, and who may write when.
Not here: what is read or written through them.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import duckdb

from orchestration.disk import disk_faults_explained
from orchestration.ingest import open_build_database
from orchestration.locking import one_process_at_a_time

REPOSITORY = Path(__file__).parents[2]

# Everything that writes under warehouse/ runs in this pool, one queued run at a time, so that a run
# that has to wait does so in the queue. Runs that are not queued wait at the lock of `Warehouse`.
BUILD_DATABASE_POOL = "build_database"


class Warehouse(dg.ConfigurableResource["Warehouse"]):
    """The landing zone, the database under construction and the published one, as paths.

    A run that needs it holds the lock of the warehouse from its first step to its last: whatever
    launched it, no other run writes meanwhile.
    """

    raw_directory: str
    build_database: str
    published_database: str
    kept_versions: int = 10

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Warehouse"]:
        """The resource under the lock, which is waited for."""
        with one_process_at_a_time(
            self.lock,
            lambda holder: (
                context.log.info(
                    f"Process {holder} writes the warehouse: waiting until it has ended."
                )
                if context.log
                else None
            ),
        ):
            yield self

    @property
    def lock(self) -> Path:
        """The file that whoever writes the warehouse holds locked."""
        return Path(self.build_database).with_name("writer.lock")

    @property
    def plan_file(self) -> Path:
        """Where the last plan is written for people."""
        return Path(self.build_database).with_name("plan.md")

    @property
    def spark_home(self) -> Path:
        """Where Spark keeps its tables and finds the extracts, if it is the engine.

        FOLLOWUP_SPARK_HOME moves it, for dbt's profile too.
        """
        beside = Path(self.build_database).with_name("spark")
        return Path(os.environ.get("FOLLOWUP_SPARK_HOME", beside))

    @contextmanager
    def building(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that may write the build database, which is made if there is none."""
        database = Path(self.build_database)
        with disk_faults_explained(database.parent), open_build_database(database) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that only reads the build database."""
        with duckdb.connect(self.build_database, read_only=True) as connection:
            yield connection
