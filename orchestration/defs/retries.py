"""Which faults of a step may pass when it is tried again, and when that is done.

Here: telling them from those that will not. Not here: what a run does when nothing helps.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
import duckdb

_MOST_RETRIES = 4
_FIRST_WAIT = 5
"""Seconds; each further wait is twice as long, so that a fault has 75 s to pass."""

_PASSING = (errno.EAGAIN, errno.EBUSY, errno.ESTALE, errno.ETIMEDOUT, errno.EIO)


@contextmanager
def passing_faults_retried(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext,
) -> Iterator[None]:
    """Have the step tried again where the database is locked or the file system is away.

    Bad data and bad code fail at once: they would fail again.
    """
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        if not _may_pass(error):
            raise
        raise dg.RetryRequested(
            max_retries=_MOST_RETRIES, seconds_to_wait=_FIRST_WAIT * 2**context.retry_number
        ) from error


def _may_pass(error: OSError | duckdb.IOException) -> bool:
    if isinstance(error, OSError):
        return error.errno in _PASSING
    return "Could not set lock on file" in str(error)
