"""Publication: the marts of the build database become the files that everyone reads.

Here: copying the marts into a new file with its history, writing them as Parquet beside it, and
having both put in place. Readers see the old publication or the new one, whole, whatever happens
in between.
Not here: building or judging the marts.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.disk import disk_faults_explained
from orchestration.publish import history
from orchestration.publish.audit import AuditVerdict, audit_verdict
from orchestration.publish.marts import (
    NEXT,
    PUBLISHED,
    SCHEMA,
    SOURCE,
    PublicationFailed,
    copy_marts,
    identifier,
    literal,
    tables,
)
from orchestration.publish.plan import Plan, attach_published, compare
from orchestration.publish.versions import PARQUET, Versions, seal

# Readers from DuckDB 1.2.2 on can open it.
STORAGE_VERSION = "v1.2.0"


@dataclass(frozen=True)
class Publication:
    """What was published: its name, the file, its size, the rows of each mart, and what changed.

    `restores` is the publication that a rollback put back; None for a publication of a build.
    """

    publication_id: str
    restores: str | None
    database: Path
    size_bytes: int
    row_counts: dict[str, int]
    plan: Plan


def publish(
    build_database: Path,
    published_database: Path,
    code_version: str,
    kept_versions: int,
    *,
    is_synthetic: bool,
) -> Publication:
    """Replace what is published by the marts of `build_database`, if the audit holds.

    The new files are written beside the build database, so both must lie on one file system.

    Args:
        build_database: holds a whole build, as `deliveries.build` says.
        published_database: the file that readers open; there may be none yet.
        code_version: which code built and published.
        kept_versions: how many publications are kept, with this one.
        is_synthetic: whether the extracts are the synthetic sample, which readers must be told.

    Raises:
        AuditFailed: a published figure does not agree.
        PublicationFailed: the marts are not whole or not tables, or the copy is not equal to them.
        DiskFault: the directory of the databases is full or read-only.
    """
    if not build_database.exists():
        raise PublicationFailed(
            f"{build_database} does not exist. Build it first: the job nightly does."
        )

    def occasion(connection: duckdb.DuckDBPyConnection) -> tuple[history.Occasion, AuditVerdict]:
        verdict = audit_verdict(connection)
        verdict.require()
        build_id = _whole_build(connection)
        return _occasion(build_id, code_version, is_synthetic=is_synthetic, restores=None), verdict

    place = build_database.parent / "next"
    return _publish(build_database, place, published_database, occasion, kept_versions)


def roll_back(
    build_database: Path,
    published_database: Path,
    code_version: str,
    kept_versions: int,
    publication_id: str | None = None,
) -> Publication:
    """Publish an earlier publication again, if none is named the one before what readers see.

    Where they see one that was put back, that is the one before that one. A rollback is a
    publication of its own, with the history of all before it, so that what was published in between
    is not forgotten. The build that is rolled back is not published again; a new one is.

    Raises:
        PublicationFailed: no such publication is kept, or it is what readers see.
        DiskFault: the directory of the databases is full or read-only.
    """
    versions = Versions(published_database)
    publications = _publications(published_database)
    now = max(publications, default=None)
    kept = [version for version in versions.kept() if version in publications]
    shown = _original(published_database) if now else ""
    restored = publication_id or max((v for v in kept if v < shown), default=None)
    if restored is None or restored == now or restored not in kept:
        wanted = f"The publication {restored}" if restored else "An earlier publication"
        fault = "is what readers see" if restored and restored == now else "is not kept"
        raise PublicationFailed(
            f"{wanted} {fault}. Readers see {now or 'none'}; kept are: {', '.join(kept) or 'none'}."
        )

    def occasion(connection: duckdb.DuckDBPyConnection) -> tuple[history.Occasion, AuditVerdict]:
        build_id, verdict, is_synthetic = history.last_published(connection, SOURCE)
        occasion = _occasion(build_id, code_version, is_synthetic=is_synthetic, restores=restored)
        return occasion, verdict

    place = build_database.parent / "next"
    return _publish(versions.database(restored), place, published_database, occasion, kept_versions)


def _original(published_database: Path) -> str:
    """The publication whose marts readers see: the one that was put back, if one was."""
    with duckdb.connect() as connection:
        attach_published(connection, published_database)
        return history.original(connection)


def is_published(build_id: str, published_database: Path) -> bool:
    """Whether this build was the last to be published, also where it was rolled back since."""
    with duckdb.connect() as connection:
        attach_published(connection, published_database)
        return history.published_build(connection) == build_id


def published_now(published_database: Path) -> str | None:
    """The publication that readers see; None before the first."""
    return max(_publications(published_database), default=None)


def _publications(published_database: Path) -> set[str]:
    """Every publication so far."""
    with duckdb.connect() as connection:
        attach_published(connection, published_database)
        return history.publications(connection, PUBLISHED)


def _publish(
    source: Path,
    place: Path,
    published_database: Path,
    occasion_of: Callable[[duckdb.DuckDBPyConnection], tuple[history.Occasion, AuditVerdict]],
    kept_versions: int,
) -> Publication:
    """Write the marts of `source` into the directory `place` and make them the published ones."""
    versions = Versions(published_database)
    with disk_faults_explained(published_database.parent), _emptied(place):
        database = place / published_database.name
        with _attached(source, published_database, database) as connection:
            occasion, verdict = occasion_of(connection)
            plan = compare(connection)
            row_counts = copy_marts(connection)
            history.carry_on(connection)
            history.record(connection, occasion, verdict, plan)
            _write_parquet(connection, place / PARQUET)
            publications = history.publications(connection, NEXT)
        size_bytes = database.stat().st_size
        seal(place)
        versions.put_in_place(place, occasion.publication_id)
        versions.prune(publications, kept_versions)
    return Publication(
        occasion.publication_id,
        occasion.restores,
        published_database,
        size_bytes,
        row_counts,
        plan,
    )


@contextmanager
def _emptied(place: Path) -> Iterator[None]:
    """The directory without what an interrupted run left; nothing is left of a failed one."""
    if place.exists():
        shutil.rmtree(place)
    place.mkdir(parents=True)
    try:
        yield
    finally:
        # A publication that went well was moved away as a whole.
        if place.exists():
            shutil.rmtree(place)


@contextmanager
def _attached(
    source: Path, published_database: Path, database: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that reads `SOURCE` and `PUBLISHED` and writes `NEXT`, closed at the end."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(source)} as {SOURCE} (read_only)")
        attach_published(connection, published_database)
        connection.execute(
            f"attach {literal(database)} as {NEXT} (storage_version '{STORAGE_VERSION}')"
        )
        yield connection
        connection.execute(f"checkpoint {NEXT}")
        connection.execute(f"detach {NEXT}")


def _whole_build(connection: duckdb.DuckDBPyConnection) -> str:
    """The build that `SOURCE` holds."""
    row = connection.execute(f"select build_id from {SOURCE}.deliveries.build").fetchone()
    if row is None or row[0] is None:
        raise PublicationFailed(
            "The marts are not built whole from the deliveries in force: a build failed, or only"
            " a part of them was built. Nothing was published. Run the job nightly."
        )
    return str(row[0])


def _occasion(
    build_id: str, code_version: str, *, is_synthetic: bool | None, restores: str | None
) -> history.Occasion:
    now = datetime.now(UTC)
    publication_id = f"{now:%Y-%m-%dT%H%M%S}.{now.microsecond // 1000:03d}Z"
    return history.Occasion(publication_id, now, build_id, code_version, is_synthetic, restores)


def _write_parquet(connection: duckdb.DuckDBPyConnection, directory: Path) -> None:
    """Every published table as a file of its name."""
    directory.mkdir()
    for table in tables(connection, NEXT):
        connection.execute(
            f"copy {NEXT}.{SCHEMA}.{identifier(table)} to"
            f" {literal(directory / f'{table}.parquet')} (format parquet, compression zstd)"
        )
