"""A Spark cluster of this machine: a master and its workers, as processes that end with it.

Here: starting them from the classes bundled with pyspark, and ending them by process id.
Not here: what runs on it. A real cluster (docs/scaling.md) takes the place of this file.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from orchestration.spark.environment import LOOPBACK, process_variables, pyspark_home

_START_SECONDS = 60
_END_SECONDS = 5


class ClusterNotStarted(Exception):
    """The cluster did not come up; the message says which process and where its log is."""


@dataclass(frozen=True)
class Cluster:
    """Where the master listens, and the processes of the workers."""

    master: str
    workers: tuple[subprocess.Popen[bytes], ...]


@contextmanager
def standalone_cluster(directory: Path, workers: int = 2, memory: str = "1g") -> Iterator[Cluster]:
    """A master and workers of one core each on the loopback, ended when the block ends.

    Args:
        directory: where their logs and what they spill are kept meanwhile.
        workers: how many.
        memory: of each, for the executor that it starts.

    Raises:
        ClusterNotStarted: not all workers were there within a minute.
        SparkMissing: Spark or Java is not installed.
    """
    if directory.exists():
        shutil.rmtree(directory)
    directory.mkdir(parents=True)
    port, web_port = _free_port(), _free_port()
    master = f"spark://{LOOPBACK}:{port}"
    with ExitStack() as processes:
        processes.enter_context(
            _daemon(
                directory / "master.log",
                "org.apache.spark.deploy.master.Master",
                *("--host", LOOPBACK, "--port", str(port), "--webui-port", str(web_port)),
            )
        )
        _wait_for_workers(web_port, 0, directory)
        started = tuple(
            processes.enter_context(
                _daemon(
                    directory / f"worker_{number}.log",
                    "org.apache.spark.deploy.worker.Worker",
                    *("--host", LOOPBACK, "--cores", "1", "--memory", memory),
                    *("--webui-port", "0", "--work-dir", str(directory / f"worker_{number}")),
                    master,
                )
            )
            for number in range(1, workers + 1)
        )
        _wait_for_workers(web_port, workers, directory)
        yield Cluster(master, started)


@contextmanager
def _daemon(log: Path, main_class: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as file:
        process = subprocess.Popen(
            [pyspark_home() / "bin" / "spark-class", main_class, *arguments],
            env=os.environ | process_variables(),
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started: asked to, and killed where it does not."""
    # Java ignores the request where the process that started it does.
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_END_SECONDS)


def _wait_for_workers(web_port: int, workers: int, directory: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while (alive := _alive_workers(web_port)) is None or alive < workers:
        if time.monotonic() > until:
            raise ClusterNotStarted(
                f"After {_START_SECONDS} s {alive or 'none'} of {workers} workers have reached the"
                f" master of Spark. What the processes say: {directory}/*.log"
            )
        time.sleep(0.2)


def _alive_workers(web_port: int) -> int | None:
    """How many workers the master knows; None while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://{LOOPBACK}:{web_port}/json/", timeout=5) as answer:
            return int(json.load(answer)["aliveworkers"])
    except OSError:
        return None


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])
