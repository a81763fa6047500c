"""`make run`: the job nightly in this process, and how it went in a few lines.

Here: running the job and wording its outcome for the person at the terminal.
Not here: anything that the job does; the schedule runs the same one.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from orchestration.contracts.landing_zone import SYNTHETIC_MARKER
from orchestration.definitions import defs, warehouse
from orchestration.defs.reconciliation.audit import AUDIT
from orchestration.defs.resources import REPOSITORY


def main() -> int:
    """Run the job; 0 if everything was built, audited and published."""
    log = Path(os.environ["DAGSTER_HOME"]) / "nightly.log"
    print(f"Running the job nightly; its log is {_shown(log)}", flush=True)
    started = time.monotonic()
    with _output_in(log), dg.DagsterInstance.get() as instance:
        result = defs.resolve_job_def("nightly").execute_in_process(
            instance=instance, raise_on_error=False
        )
    print(report(result))
    marker = Path(warehouse.raw_directory) / SYNTHETIC_MARKER
    if marker.exists():
        print(f"\n{marker.read_text().splitlines()[0]}")
    seconds = round(time.monotonic() - started)
    if result.success:
        print(f"\nPublished in {seconds} s: {_shown(Path(warehouse.published_database))}")
    else:
        print(f"\nFailed after {seconds} s, nothing was published. All details: {_shown(log)}")
    return 0 if result.success else 1


def report(result: dg.ExecuteInProcessResult) -> str:
    """What failed, what was rejected, and the verdict of the audit if it came to one."""
    checks = result.get_asset_check_evaluations()
    return "\n\n".join(
        [
            *(_failure(event) for event in result.get_step_failure_events()),
            *(_failed_check(check) for check in checks if not check.passed),
            *(str(check.description) for check in checks if check.check_name == AUDIT),
        ]
    )


def _failure(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    # Dagster wraps what a step raised.
    error = error.cause or error if error else None
    return f"The step {event.step_key} failed.\n{error.message.strip() if error else ''}".strip()


def _failed_check(check: dg.AssetCheckEvaluation) -> str:
    asset = ".".join(check.asset_key.path)
    if check.check_name == AUDIT or not check.description:
        return f"{asset}: the check {check.check_name} failed."
    return f"{asset}: the check {check.check_name} failed.\n{check.description}"


def _shown(path: Path) -> Path:
    """The path as the person at the terminal would type it."""
    return path.relative_to(REPOSITORY) if path.is_relative_to(REPOSITORY) else path


@contextmanager
def _output_in(log: Path) -> Iterator[None]:
    """Write what this process and its children print into `log` meanwhile."""
    sys.stdout.flush()
    kept = [(stream.fileno(), os.dup(stream.fileno())) for stream in (sys.stdout, sys.stderr)]
    with log.open("w") as file:
        for descriptor, _ in kept:
            os.dup2(file.fileno(), descriptor)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for descriptor, terminal in kept:
                os.dup2(terminal, descriptor)
                os.close(terminal)


if __name__ == "__main__":
    sys.exit(main())
