"""How a run went, in words for people, out of the events of its log.

Here: which events tell of a fault, and the one wording of them, for the terminal and for notices.
Not here: where it is shown (`orchestration.run`, `notices`), or what a fault says of itself: that
is written where it is found.
"""

import re
from collections.abc import Sequence

import dagster as dg

TELLING_EVENTS = {
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.ASSET_CHECK_EVALUATION,
    dg.DagsterEventType.RUN_FAILURE,
}
"""The events that `faults` reads; of all others it needs none."""

# Errors of this project are worded for people and need no class before them.
_OWN_CLASS = re.compile(r"^orchestration(\.\w+)+: ")
# Dagster fails the step of a blocking check, too; the check says it better.
_FAILED_CHECK = "DagsterAssetCheckFailedError"


def faults(events: Sequence[dg.DagsterEvent]) -> list[str]:
    """What went wrong in a run, one text each: what failed, what was rejected, what is missing.

    Steps that only waited for a failed one are no fault of their own. Never a stack trace.
    """
    failed_steps = [event for event in events if event.is_step_failure]
    return [
        *(_failed_step(event) for event in failed_steps if not _is_failed_check(event)),
        *(_failed_check(check) for check in _checks(events) if not check.passed),
        *(_ended(event) for event in events if event.is_run_failure and not failed_steps),
    ]


def _checks(events: Sequence[dg.DagsterEvent]) -> list[dg.AssetCheckEvaluation]:
    return [
        event.asset_check_evaluation_data
        for event in events
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION
    ]


def _is_failed_check(event: dg.DagsterEvent) -> bool:
    error = event.step_failure_data.error
    return error is not None and error.cls_name == _FAILED_CHECK


def _failed_step(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    # Dagster wraps what a step raised.
    error = error.cause or error if error else None
    return f"The step {event.step_key} failed.\n{_message(error.message) if error else ''}".strip()


def _failed_check(check: dg.AssetCheckEvaluation) -> str:
    asset = ".".join(check.asset_key.path)
    return f"{asset}: the check {check.check_name} failed.\n{check.description or ''}".strip()


def _ended(event: dg.DagsterEvent) -> str:
    """A run that ended outside of its steps: it could not begin, or its process was ended."""
    # Dagster has no data of a run that something outside of it ended.
    error = getattr(event.event_specific_data, "error", None)
    if error is None:
        return f"The run ended before its steps did: {event.message}\nStart it again: make run."
    return f"The run could not begin.\n{_message((error.cause or error).message)}"


def _message(message: str) -> str:
    """The class and message of an error, without the class where it is one of ours."""
    return _OWN_CLASS.sub("", message.strip(), count=1)
