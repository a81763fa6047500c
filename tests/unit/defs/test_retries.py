"""Which faults a step is tried again for."""

import errno

import dagster as dg
import duckdb
import pytest

from orchestration.defs import retries
from orchestration.defs.retries import passing_faults_retried


def attempts(fault: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a step is tried that has this fault each time."""
    monkeypatch.setattr(retries, "_FIRST_WAIT", 0.001)
    tried = []

    @dg.asset
    def step(context: dg.AssetExecutionContext) -> None:
        tried.append(context.retry_number)
        with passing_faults_retried(context):
            raise fault

    assert not dg.materialize([step], raise_on_error=False).success
    return len(tried)


@pytest.mark.parametrize(
    "fault",
    [
        duckdb.IOException('Could not set lock on file "marts.duckdb": Conflicting lock is held'),
        OSError(errno.ESTALE, "Stale file handle"),
        OSError(errno.EIO, "Input/output error"),
    ],
)
def test_what_may_pass_is_tried_again(
    fault: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert attempts(fault, monkeypatch) == 5


@pytest.mark.parametrize(
    "fault",
    [
        ValueError("bad data"),
        duckdb.ConstraintException("NOT NULL constraint failed"),
        duckdb.IOException("No files found that match the pattern"),
        OSError(errno.ENOSPC, "No space left on device"),
        FileNotFoundError(errno.ENOENT, "No such file or directory"),
    ],
)
def test_what_will_not_pass_fails_at_once(
    fault: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert attempts(fault, monkeypatch) == 1
