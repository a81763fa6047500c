"""A PostgreSQL server of the tests' own, from Debian's package, reached through a socket alone.

Here: installing it where it is missing, starting and ending it. Not here: what is stored in it.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from tests.graphql import wait_until

_SUPERUSER = "postgres"
_PROGRAMS = Path("/usr/lib/postgresql")


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of an empty database in a server that is ended afterwards."""
    programs = _installed_programs()
    # PostgreSQL refuses to run as root.
    as_user = [
        "/usr/bin/setpriv",
        f"--reuid={_SUPERUSER}",
        f"--regid={_SUPERUSER}",
        "--clear-groups",
    ]
    prefix = as_user if os.geteuid() == 0 else []
    # Not below pytest's own directory: it is closed to other users.
    with tempfile.TemporaryDirectory(prefix="followup-postgres-") as name:
        directory = Path(name)
        if prefix:
            shutil.chown(directory, _SUPERUSER, _SUPERUSER)
        data = directory / "data"
        subprocess.run(
            [
                *prefix,
                programs / "initdb",
                f"--pgdata={data}",
                f"--username={_SUPERUSER}",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-sync",
            ],
            check=True,
            capture_output=True,
            cwd=directory,
        )
        server = subprocess.Popen(
            [
                *prefix,
                programs / "postgres",
                *("-D", data, "-k", directory, "-c", "listen_addresses=", "-c", "fsync=off"),
            ],
            cwd=directory,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            url = f"postgresql://{_SUPERUSER}@/{_SUPERUSER}?host={directory}"
            wait_until(lambda: _answers(url, server), "PostgreSQL answers", seconds=30)
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # its "fast" shutdown: clients are disconnected
            server.wait(timeout=30)


def _installed_programs() -> Path:
    """The directory of the newest server, after installing Debian's package if there is none."""
    if not any(_PROGRAMS.glob("*/bin/postgres")):
        assert os.geteuid() == 0, "No PostgreSQL server. Run as root: apt-get install postgresql"
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "postgresql"]):
            subprocess.run(
                ["/usr/bin/apt-get", "--quiet", *command],
                check=True,
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            )
    return max(_PROGRAMS.glob("*/bin"), key=lambda directory: int(directory.parent.name))


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    assert server.poll() is None, f"PostgreSQL ended at once with {server.returncode}"
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True
