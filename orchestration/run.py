"""`make run` and `make plan`: a job in this process, and how it went in a few lines.

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

from orchestration.contracts.landing_zone import SYNTHETIC_MARKER, SYNTHETIC_STATEMENT
from orchestration.definitions import defs, warehouse
from orchestration.defs.outcome import faults
from orchestration.defs.reconciliation.audit import AUDIT
from orchestration.defs.resources import REPOSITORY

NIGHTLY = "nightly"


def main(job: str = NIGHTLY) -> int:
    """Run the job; 0 if everything was built and audited and, by the job nightly, published."""
    log = Path(os.environ["DAGSTER_HOME"]) / f"{job}.log"
    print(f"Running the job {job}; its log is {_shown(log)}", flush=True)
    started = time.monotonic()
    with _output_in(log), dg.DagsterInstance.get() as instance:
        result = defs.resolve_job_def(job).execute_in_process(
            instance=instance, raise_on_error=False
        )
    seconds = round(time.monotonic() - started)
    is_synthetic = (Path(warehouse.raw_directory) / SYNTHETIC_MARKER).exists()
    synthetic = SYNTHETIC_STATEMENT if is_synthetic else ""
    parts = [report(result), synthetic, _end(job, result, seconds, log)]
    print("\n\n".join(part for part in parts if part))
    return 0 if result.success else 1


def _end(job: str, result: dg.ExecuteInProcessResult, seconds: int, log: Path) -> str:
    published = _shown(Path(warehouse.published_database))
    plans = result.asset_materializations_for_node("publication_plan")
    if not result.success:
        return f"Failed after {seconds} s, nothing was published. All details: {_shown(log)}"
    if not plans:
        return f"Nothing is new, seen in {seconds} s. Readers see what they saw: {published}"
    if job == NIGHTLY:
        return f"Published in {seconds} s: {published}"
    plan = plans[0].metadata["plan"].value
    return f"{plan}\n\nNothing was published. The whole plan: {_shown(warehouse.plan_file)}"


def report(result: dg.ExecuteInProcessResult) -> str:
    """What failed, what was rejected, and the verdict of the audit if it came to one."""
    held = [
        str(check.description)
        for check in result.get_asset_check_evaluations()
        if check.check_name == AUDIT and check.passed
    ]
    return "\n\n".join([*faults(result.all_events), *held])


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
    sys.exit(main(*sys.argv[1:]))
