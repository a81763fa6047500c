"""Whatever a committed file starts listens on this machine alone."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).parents[3]
STARTING = ("Makefile", "deploy", "bi", "orchestration", "benchmarks", ".ci")
EVERYWHERE = re.compile(
    r"0\.0\.0\.0|\[::\]"
    r"|(?:host|bind|listen|address)\w*['\"]?\s*[=: ]\s*['\"]?(?:\*|::(?![:\w])|'')",
    re.IGNORECASE,
)
SERVER = re.compile(
    r"(?:\b(?:dagster dev|dagster-webserver|superset run|gunicorn)|-m http\.server)\b(?=.* -)"
)


def open_ports_of(compose: str) -> list[str]:
    """The ports that a compose file opens to other machines.

    Inside its container a server listens everywhere: what counts is where its port is published.
    """
    return [
        str(port)
        for service in yaml.safe_load(compose)["services"].values()
        for port in (*service.get("ports", ()), service.get("network_mode"))
        if port is not None and not str(port).startswith("127.0.0.1:")
    ]


def faults_in(text: str) -> list[str]:
    """The lines that open a port to other machines, or leave to a default whether they do."""
    lines = text.replace("\\\n", " ").splitlines()
    return [
        line.strip()
        for line in lines
        if EVERYWHERE.search(line) or (SERVER.search(line) and "127.0.0.1" not in line)
    ]


def judge(name: str) -> Callable[[str], list[str]]:
    return open_ports_of if Path(name).name.startswith("compose") else faults_in


def test_every_server_listens_on_this_machine_alone() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "--", *STARTING, ":!*.lock"],  # noqa: S607
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    faults = {
        name: found
        for name in tracked
        if (found := judge(name)((REPOSITORY / name).read_text("utf-8", errors="replace")))
    }

    assert "Makefile" in tracked
    assert faults == {}


@pytest.mark.parametrize(
    "line",
    [
        "dagster dev --host 0.0.0.0 --port 3000",
        "dagster-webserver -p 3000",
        "dagster-webserver \\\n  --port 3000",
        "superset run -p 8088",
        "listen_addresses = '*'",
        'host="::"',
    ],
)
def test_an_open_port_is_found(line: str) -> None:
    assert faults_in(line)


@pytest.mark.parametrize(
    "line",
    [
        "dagster dev --host 127.0.0.1 --port 3000",
        "dagster-webserver \\\n  --host 127.0.0.1",
        "listen_addresses = '127.0.0.1'",
    ],
)
def test_this_machine_alone_is_no_fault(line: str) -> None:
    assert not faults_in(line)


@pytest.mark.parametrize(
    ("service", "faults"),
    [
        ("ports: ['127.0.0.1:3000:3000']", []),
        ("image: postgres", []),
        ("ports: ['3000:3000']", ["3000:3000"]),
        ("ports: [{target: 3000, published: 3000}]", ["{'target': 3000, 'published': 3000}"]),
        ("network_mode: host", ["host"]),
    ],
)
def test_a_port_of_a_container(service: str, faults: list[str]) -> None:
    assert open_ports_of(f"services:\n  web:\n    {service}\n") == faults
