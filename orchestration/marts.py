"""The marts, open for reading: the published ones, or those of the build.

Here: opening them, and which deliveries they are made from. Both hold the same tables under the
same names, only the deliveries are told by the history of the one and the register of the other.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb


class NoMarts(Exception):
    """There are no marts to read; the message says what to do."""


@dataclass(frozen=True)
class Marts:
    """Marts that are open for reading. `deliveries` is what selects the deliveries in force."""

    connection: duckdb.DuckDBPyConnection
    deliveries: str

    def rows(self, query: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query, by the names of their columns."""
        result = self.connection.execute(query, dict(parameters or {}))
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@contextmanager
def published_marts(database: Path) -> Iterator[Marts]:
    """The marts that everyone reads.

    Raises:
        NoMarts: nothing was published yet.
    """
    with _opened(database, f"{database} finns inte. Publicera först: make run") as connection:
        yield Marts(connection, "select * from publication_delivery where in_force_until is null")


@contextmanager
def build_marts(database: Path) -> Iterator[Marts]:
    """The marts as they were last built, published or not.

    Raises:
        NoMarts: nothing was built yet, or a run is writing the build now.
    """
    with _opened(database, f"{database} finns inte. Bygg först: make plan") as connection:
        yield Marts(connection, "select * from marts.deliveries.delivery where status = 'accepted'")


@contextmanager
def _opened(database: Path, missing: str) -> Iterator[duckdb.DuckDBPyConnection]:
    if not database.exists():
        raise NoMarts(missing)
    try:
        connection = duckdb.connect(database, read_only=True)
    except duckdb.IOException as error:
        message = (
            f"{database} kan inte läsas nu: {error} Pågår en körning, vänta tills den är klar."
        )
        raise NoMarts(message) from error
    with connection:
        connection.execute("use marts.marts")
        yield connection
