"""A job over a warehouse as a process of its own, which a fault strikes at a given call.

Here: starting it, and how a fault strikes; none waits for a time, so that it strikes where it
should on any machine. Not here: which faults there are, and what must hold after them.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import IO, Literal

from tests.tmpfs import remount

REPOSITORY = Path(__file__).parents[1]
KEPT_VERSIONS = 1
NIGHTLY, PUBLISH = "tests.job_nightly", "tests.job_publish"
FAULT_IN_DBT = "FOLLOWUP_TEST_FAULT_IN_DBT"

Action = Literal["kill", "kill the parent", "kill both", "fill", "make read-only"]


@dataclass(frozen=True)
class Fault:
    """What happens where a function is called.

    `where` is the function as module:name; `on` is the name of one of its arguments, and without it
    any call will do. It happens before the call or `after` it, in the process of the job or, of the
    job nightly, `in_dbt`.
    """

    action: Action
    where: str
    on: str | None = None
    after: bool = False
    in_dbt: bool = False


@dataclass(frozen=True)
class Started:
    """A job that runs, or ran."""

    process: subprocess.Popen[bytes]
    _output: IO[bytes]

    def end(self) -> tuple[int, str]:
        """Wait for it; its code, negative where a signal ended it, and what it printed."""
        with self._output:
            return self.process.wait(), self._printed()

    def says(self, words: str) -> bool:
        """Whether it prints these words before it ends; waits until it does either."""
        while self.process.poll() is None and words not in self._printed():
            time.sleep(0.1)
        return words in self._printed()

    def _printed(self) -> str:
        return os.pread(self._output.fileno(), 2**30, 0).decode()


def start(root: Path, job: str, fault: Fault | None = None) -> Started:
    """Start a job over what lies in `root`."""
    # A file, for a pipe that no one reads would hold the job up.
    output = tempfile.TemporaryFile()  # noqa: SIM115
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.struck", root, job, json.dumps(fault and asdict(fault))],
        cwd=REPOSITORY,
        env=os.environ | {"FOLLOWUP_CODE_VERSION": "code", "PYTHONPATH": str(REPOSITORY)},
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    return Started(process, output)


def run(root: Path, job: str, fault: Fault | None = None) -> tuple[int, str]:
    """Run a job to its end; its code, negative where a signal ended it, and what it printed."""
    return start(root, job, fault).end()


def make_room(root: Path) -> None:
    """Take away what the action fill wrote."""
    _filler(root).unlink()


def main(root: Path, job: str, fault: Fault | None) -> int:
    """Run a job in this process, where a fault waits for it."""
    if fault and fault.in_dbt:
        os.environ[FAULT_IN_DBT] = json.dumps(asdict(fault))
    elif fault:
        _lie_in_wait(root, fault)
    code: int = import_module(job).main(root)
    return code


def dbt_that_is_struck(root: Path) -> Path:
    """A command dbt that the fault in the environment waits for."""
    script = root / "dbt"
    script.write_text(f"#!{sys.executable}\nfrom tests.struck import dbt\n\ndbt()\n")
    script.chmod(0o755)
    return script


def dbt() -> None:
    """Be that command."""
    fault = Fault(**json.loads(os.environ[FAULT_IN_DBT]))
    _lie_in_wait(Path(sys.argv[0]).parent, fault)
    import_module("dbt.cli.main").cli()


def _lie_in_wait(root: Path, fault: Fault) -> None:
    module, _, qualified = fault.where.partition(":")
    *owners, name = qualified.split(".")
    owner = reduce(getattr, owners, import_module(module))
    original: Callable[..., object] = getattr(owner, name)

    def struck(*arguments: object, **options: object) -> object:
        hit = fault.on is None or fault.on in map(_name, arguments)
        if hit and not fault.after:
            _strike(root, fault.action)
        result = original(*arguments, **options)
        if hit and fault.after:
            _strike(root, fault.action)
        return result

    setattr(owner, name, struck)


def _name(argument: object) -> object:
    return Path(argument).name if isinstance(argument, str) else getattr(argument, "name", None)


def _strike(root: Path, action: Action) -> None:
    if action == "fill":
        _fill(_filler(root))
    elif action == "make read-only":
        remount(root / "warehouse", "ro")
    else:
        if action in ("kill the parent", "kill both"):
            os.kill(os.getppid(), signal.SIGKILL)
        if action in ("kill", "kill both"):
            os.kill(os.getpid(), signal.SIGKILL)


def _filler(root: Path) -> Path:
    return root / "warehouse" / "filler"


def _fill(filler: Path) -> None:
    """Write until nothing is left of the disk."""
    with filler.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(bytes(2**16))
        except OSError:
            return


if __name__ == "__main__":
    described = json.loads(sys.argv[3])
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], Fault(**described) if described else None))
