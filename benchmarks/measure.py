"""Time and memory of a command and of every process it starts.

Here: starting, sampling and adding up. Not here: which commands, and what the figures mean.
"""

import resource
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLING_INTERVAL_SECONDS = 0.05
MIB = 2**20


class CommandFailed(Exception):
    """A measured command ended with an error; the message holds what it printed."""


@dataclass(frozen=True)
class Measurement:
    """What one command took.

    `cpu_seconds` is processor time of all its processes, which hangs less than `seconds` on what
    else the machine does. Memory is resident memory in MiB: `peak_process_mib` of the largest
    single process, `peak_tree_mib` of all processes alive at one moment, so pages they share count
    repeatedly.
    """

    name: str
    seconds: float
    cpu_seconds: float
    peak_process_mib: float
    peak_tree_mib: float


def measure(
    name: str,
    command: Sequence[str | Path],
    directory: Path,
    environment: Mapping[str, str],
    longest_seconds: float = float("inf"),
) -> Measurement:
    """Run a command to its end in `directory` and measure it.

    Raises:
        CommandFailed: it ended with another code than 0, or was ended after `longest_seconds`.
    """
    log = directory / "command.log"
    started, cpu_started = time.monotonic(), _cpu_seconds()
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=directory, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        peaks = [0.0, 0.0]
        while process.poll() is None:
            if time.monotonic() - started > longest_seconds:
                _end(process)
                raise CommandFailed(f"{name} had not ended after {longest_seconds:.0f} s")
            sizes = list(_resident_mib(process.pid))
            peaks = [max(peaks[0], *sizes, 0.0), max(peaks[1], sum(sizes))]
            time.sleep(SAMPLING_INTERVAL_SECONDS)
    seconds, cpu_seconds = time.monotonic() - started, _cpu_seconds() - cpu_started
    if process.returncode:
        raise CommandFailed(f"{name} failed:\n{log.read_text()}")
    return Measurement(name, seconds, cpu_seconds, *peaks)


def _cpu_seconds() -> float:
    """Processor time of every process that was started and waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its descendants."""
    for descendant in psutil.Process(process.pid).children(recursive=True):
        descendant.kill()
    process.kill()
    process.wait()


def _resident_mib(pid: int) -> Iterator[float]:
    """The resident memory of the process and its descendants, those that still live."""
    try:
        root = psutil.Process(pid)
        processes = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for process in processes:
        try:
            yield process.memory_info().rss / MIB
        except psutil.NoSuchProcess:
            continue
