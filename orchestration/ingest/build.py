"""What of the deliveries in force dbt's tables hold, and so what is still to be built.

Here: the record that is kept of it in the schema deliveries. Not here: building, and which tables
hang on which extract (the dbt project).
"""

import hashlib
from dataclasses import dataclass

import duckdb

from orchestration.ingest.sql import transaction


@dataclass(frozen=True)
class Unbuilt:
    """What dbt's tables do not hold: the extracts with a period that is not built.

    `everything` says that no table may be kept: none was built, or all by another dbt project.
    """

    everything: bool
    extracts: frozenset[str]

    def __bool__(self) -> bool:
        """Whether there is anything to build."""
        return self.everything or bool(self.extracts)


EVERYTHING = Unbuilt(everything=True, extracts=frozenset())
"""What is to be built where no table is there, or none may be kept."""


def begin_build(
    connection: duckdb.DuckDBPyConnection, project: str, *, everything: bool = False
) -> Unbuilt:
    """What is to be built, which from now on counts as unbuilt until `finish_build`.

    A build that fails or is killed has changed some tables and not others: whatever it was about
    stays unbuilt, also if the deliveries should go back to what they were.

    Args:
        connection: of the build database, with the tables of `prepare_warehouse`.
        project: a digest of the dbt project.
        everything: build anew what is built, too.
    """
    with transaction(connection):
        same_project = connection.execute(
            "select 1 from deliveries.build where project = ?", [project]
        ).fetchone()
        if everything or not same_project:
            connection.execute("delete from deliveries.built_delivery")
        built = connection.execute("select 1 from deliveries.built_delivery limit 1").fetchone()
        rows = connection.execute("select distinct extract from deliveries.unbuilt_period")
        unbuilt = Unbuilt(built is None, frozenset(extract for (extract,) in rows.fetchall()))
        if unbuilt:
            connection.execute(
                """
                delete from deliveries.built_delivery as built
                where exists (
                    select 1 from deliveries.unbuilt_period as unbuilt
                    where unbuilt.extract = built.extract
                        and unbuilt.period is not distinct from built.period
                )
                """
            )
            _record(connection, project, None)
    return unbuilt


def finish_build(connection: duckdb.DuckDBPyConnection, project: str) -> None:
    """Record that dbt's tables hold every delivery in force.

    The build gets an identity, the same for the same deliveries and the same project.
    """
    with transaction(connection):
        connection.execute("delete from deliveries.built_delivery")
        connection.execute(
            "insert into deliveries.built_delivery"
            " select delivery_id, extract, period from deliveries.delivery"
            " where status = 'accepted'"
        )
        rows = connection.execute("select delivery_id from deliveries.built_delivery order by all")
        deliveries = "\n".join(delivery_id for (delivery_id,) in rows.fetchall())
        build_id = hashlib.sha256(f"{project}\n{deliveries}".encode()).hexdigest()[:16]
        _record(connection, project, build_id)


def whole_build(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The identity of the build that dbt's tables hold; None where they hold no whole one."""
    row = connection.execute("select build_id from deliveries.build").fetchone()
    return row[0] if row else None


def _record(connection: duckdb.DuckDBPyConnection, project: str, build_id: str | None) -> None:
    connection.execute("delete from deliveries.build")
    connection.execute("insert into deliveries.build values (?, ?)", [project, build_id])
