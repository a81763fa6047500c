"""Where extracts are delivered and where the databases lie.

Here: paths and connections, which a test replaces by its own.
Not here: what is read or written through them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import duckdb

REPOSITORY = Path(__file__).parents[2]

# Everything that opens the build database runs in this pool, one queued run at a time: DuckDB lets
# one process write a file and then none read it. `make run` is not queued: beside another run it
# fails at DuckDB's lock on the file, and nothing is published.
BUILD_DATABASE_POOL = "build_database"


class Warehouse(dg.ConfigurableResource[None]):
    """The landing zone, the database under construction and the published one, as paths."""

    raw_directory: str
    build_database: str
    published_database: str

    @contextmanager
    def building(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that may write the build database, which is made if there is none."""
        path = Path(self.build_database)
        path.parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(path) as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that only reads the build database."""
        with duckdb.connect(self.build_database, read_only=True) as connection:
            yield connection
