"""The files that readers open, and the earlier publications that are kept.

Here: putting a finished publication in place, at once and for good, and letting go of old ones.
    <warehouse>/marts.duckdb           the publication that readers see: one file of its version
    <warehouse>/parquet                a link to the Parquet files of the same version
    <warehouse>/versions/<id>/         marts.duckdb and parquet/<table>.parquet of a publication
Not here: what is in them.
"""

import os
import shutil
from pathlib import Path

from orchestration.publish.marts import PublicationFailed

PARQUET = "parquet"


class Versions:
    """The publications beside a published database."""

    def __init__(self, published_database: Path) -> None:
        """Take the path of the file that readers open; there may be none yet."""
        self._published = published_database
        self._directory = published_database.parent / "versions"

    def kept(self) -> list[str]:
        """The identities of the publications that are kept, oldest first.

        What was being let go of when a run was killed may have lost its database, and is not one.
        """
        databases = self._directory.glob(f"*/{self._published.name}")
        return sorted(database.parent.name for database in databases)

    def database(self, publication_id: str) -> Path:
        """The database of a kept publication."""
        return self._directory / publication_id / self._published.name

    def put_in_place(self, finished: Path, publication_id: str) -> None:
        """Publish the directory of a finished publication, which becomes its version.

        The Parquet files are switched first. The rename of the database is what publishes: until
        then nothing is recorded, and the next run publishes anew.
        """
        version = self._directory / publication_id
        self._directory.mkdir(parents=True, exist_ok=True)
        finished.rename(version)
        flush(self._directory)
        self._switch_parquet(version)
        self._switch_database(version)

    def prune(self, known: set[str], keep: int) -> None:
        """Let go of all but the newest `keep` publications, and of those that never were.

        Args:
            known: the publications that the published database tells of; a version that is none of
                them was never put in place.
            keep: how many are kept, with the one that readers see.
        """
        kept = [version for version in self.kept() if version in known][-keep:]
        for version in self._directory.iterdir():
            if version.is_dir() and version.name not in kept:
                shutil.rmtree(version)

    def _switch_parquet(self, version: Path) -> None:
        link = self._published.with_name(PARQUET)
        new_link = link.with_name(f".{PARQUET}.next")
        new_link.unlink(missing_ok=True)
        new_link.symlink_to((version / PARQUET).relative_to(link.parent))
        new_link.replace(link)

    def _switch_database(self, version: Path) -> None:
        new_link = self._published.with_name(f".{self._published.name}.next")
        new_link.unlink(missing_ok=True)
        new_link.hardlink_to(version / self._published.name)
        # A tool that opened the published file to write left this; DuckDB would replay it.
        write_ahead_log(self._published).unlink(missing_ok=True)
        new_link.replace(self._published)
        flush(self._published.parent)


def seal(directory: Path) -> None:
    """Make every file of a finished publication read-only and safe on disk.

    Raises:
        PublicationFailed: a log of changes was left, so that the database is not whole.
    """
    logs = list(directory.glob("*.wal"))
    if logs:
        raise PublicationFailed(
            f"{logs[0]} was left beside the new file, which is therefore not whole. "
            "Nothing was published; end whatever else has it open and run again."
        )
    for path in (*directory.rglob("*"), directory):
        if path.is_file():
            path.chmod(0o444)
        flush(path)


def write_ahead_log(database: Path) -> Path:
    """Where DuckDB writes changes that are not yet in the file."""
    return database.with_name(f"{database.name}.wal")


def flush(path: Path) -> None:
    """Wait until the file or directory is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
