"""The services of `deploy/systemd`, as processes of a test.

Here: their units as they are read by systemd, started with other paths, and ended. Not here: what
they answer (`graphql`) or serve (`served_region`).
"""

import os
import shlex
import signal
import socket
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
UNITS = REPOSITORY / "deploy" / "systemd"
_COMMON = UNITS / "followup-.service.d" / "common.conf"


def unit(name: str) -> Mapping[str, list[str]]:
    """The settings of a service with those that all services have: name -> values in order."""
    settings = defaultdict(list)
    for file in (UNITS / f"{name}.service", _COMMON):
        for line in file.read_text().splitlines():
            setting, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                settings[setting].append(value)
    return settings


@dataclass
class Services:
    """The services, each in a process group of its own.

    `moved` says what stands in the place of a path or name of the units, `variables` what their
    environment files would hold.
    """

    moved: Mapping[str, str]
    variables: Mapping[str, str]
    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start a service by the command and in the environment of its unit, and nothing else."""
        settings = unit(name)
        (command,) = settings["ExecStart"]
        environment = dict(each.split("=", 1) for each in settings["Environment"])
        (directory,) = settings["WorkingDirectory"]
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                # As systemd does it: no signal is ignored because who runs the tests ignores it.
                [
                    *("/usr/bin/env", "--default-signal"),
                    *(self._moved(word) for word in shlex.split(command)),
                ],
                env={key: self._moved(value) for key, value in environment.items()}
                | dict(self.variables),
                cwd=self._moved(directory),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def check(self) -> None:
        """AssertionError with the log of a service that ended by itself."""
        for name, process in self.running.items():
            assert process.poll() is None, (self.logs / f"{name}.log").read_text()

    def tell_to_end(self, name: str) -> subprocess.Popen[bytes]:
        """What `systemctl stop` does first: SIGTERM, to the main process alone."""
        process = self.running.pop(name)
        process.terminate()
        return process

    def end_all(self) -> None:
        """End what runs, and whatever it left."""
        for name in list(self.running):
            process = self.tell_to_end(name)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                pass
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _moved(self, text: str) -> str:
        for original, other in self.moved.items():
            text = text.replace(original, other)
        return text


@contextmanager
def services(
    moved: Mapping[str, str], variables: Mapping[str, str], logs: Path
) -> Iterator[Services]:
    """Services, none of them started, all of them ended afterwards."""
    with ExitStack() as stack:
        served = Services(moved, variables, logs)
        stack.callback(served.end_all)
        yield served


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
