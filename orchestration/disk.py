"""What a full or read-only disk does to a run, in words for the person who mends it.

Here: telling such a fault from others. Not here: what was being written.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


class DiskFault(Exception):
    """A directory cannot be written; the message says why and what to do."""


@contextmanager
def disk_faults_explained(directory: Path) -> Iterator[None]:
    """Raise `DiskFault` for what goes wrong inside because `directory` is full or read-only."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        reason = _reason(error)
        if reason is None:
            raise
        free = shutil.disk_usage(_existing(directory)).free
        raise DiskFault(
            f"{directory} cannot be written: {reason} ({free / 2**20:,.0f} MiB are free there)."
            " Nothing was published, and readers see what they saw before. Make room or make it"
            f" writable, then run again. What was being written: {error}"
        ) from error


def _reason(error: OSError | duckdb.Error) -> str | None:
    if isinstance(error, OSError):
        return error.strerror if error.errno in _FAULTS else None
    # DuckDB passes on the words of the system and no number.
    return next((os.strerror(n) for n in _FAULTS if os.strerror(n) in str(error)), None)


def _existing(directory: Path) -> Path:
    return next(path for path in (directory, *directory.parents) if path.exists())
