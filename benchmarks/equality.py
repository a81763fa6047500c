"""Whether two databases hold the same marts, so that a time may count.

Here: comparing every row of every mart. Not here: which databases those are.
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration.publish.marts import (
    HISTORY,
    SCHEMA,
    columns,
    identifier,
    literal,
    row_count,
    tables,
)

_OURS = "ours"


def differing_rows(
    ours: Path, theirs: Path, marts: Iterable[str] | None = None, *, shared_columns: bool = False
) -> dict[str, int]:
    """The marts that differ, with the number of rows that only one of the databases holds.

    Where a mart or a column of it is missing or has another type, every row of ours differs:
    converted, a float could round to the right decimal.

    Args:
        ours: a build database; what publication adds is left out.
        theirs: a database with a schema marts, of tables or views.
        marts: those that are compared; all of ours without it.
        shared_columns: compare the columns that both have, in our types.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(ours)} as {_OURS} (read_only)")
        # A view names its database by the name of the file.
        connection.execute(f"attach {literal(theirs)} as {identifier(theirs.stem)} (read_only)")
        compared = marts or [mart for mart in tables(connection, _OURS) if mart not in HISTORY]
        counted = {
            mart: _differing(connection, mart, theirs.stem, shared_columns=shared_columns)
            for mart in compared
        }
    return {mart: rows for mart, rows in counted.items() if rows}


def _differing(
    connection: duckdb.DuckDBPyConnection, mart: str, theirs: str, *, shared_columns: bool
) -> int:
    agreed, found = (columns(connection, catalog, mart) for catalog in (_OURS, theirs))
    table = f"{SCHEMA}.{identifier(mart)}"
    if shared_columns:
        agreed = {name: type_ for name, type_ in agreed.items() if name in found}
    if not agreed or not (shared_columns or agreed.items() <= found.items()):
        return row_count(connection, f"from {_OURS}.{table}")
    our_rows = f"select {', '.join(map(identifier, agreed))} from {_OURS}.{table}"
    cast = ", ".join(f"cast({identifier(name)} as {type_})" for name, type_ in agreed.items())
    their_rows = f"select {cast} from {identifier(theirs)}.{table}"
    return row_count(
        connection,
        f"(({our_rows}) except all ({their_rows}))"
        f" union all (({their_rows}) except all ({our_rows}))",
    )
