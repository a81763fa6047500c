"""What the files of `deploy/` promise about who may reach and change what.

Here: what can be read from them. Not here: the services running (`integration`).
"""

import re
from typing import Any

import pytest
import yaml

from tests.serving import REPOSITORY, UNITS, unit

SERVICES = sorted(file.stem for file in UNITS.glob("*.service"))
DAGSTER = ("code", "webserver", "daemon")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content = yaml.safe_load((REPOSITORY / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    containers: dict[str, Any] = content["services"]
    return containers


def targets(service: dict[str, Any]) -> dict[str, str]:
    """Where a service has which mode of mount: '' may write."""
    mounts = (each.split(":") for each in service.get("volumes", []))
    return {target: ":".join(mode) for _, target, *mode in mounts}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_as_its_own_user_and_writes_only_where_it_must(name: str) -> None:
    settings = unit(name)

    assert settings["User"] == ["followup"]
    assert settings["ProtectSystem"] == ["strict"]
    writable = set(" ".join(settings["ReadWritePaths"]).split())
    assert ("/opt/followup/warehouse" in writable) == (name == "followup-code")
    assert "/opt/followup/raw" not in writable


def test_nothing_but_the_web_interface_listens_and_that_on_loopback() -> None:
    commands = {name: unit(name)["ExecStart"][0] for name in SERVICES}

    assert "--host 127.0.0.1 " in commands["followup-webserver"]
    listening = [name for name, command in commands.items() if "--port" in command]
    assert listening == ["followup-webserver"]


def test_containers_run_the_commands_of_the_units(compose: dict[str, Any]) -> None:
    for name in DAGSTER:
        command = unit(f"followup-{name}")["ExecStart"][0]
        in_container = command.replace("/opt/followup/.venv/bin/", "").replace(
            # The port is published on 127.0.0.1 of the host.
            "--host 127.0.0.1",
            "--host 0.0.0.0",
        )
        assert compose[name]["command"] == in_container


def test_containers_publish_on_loopback_and_only_the_code_server_has_data(
    compose: dict[str, Any],
) -> None:
    published = [port for service in compose.values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:3000:3000"]
    assert targets(compose["code"])["/opt/followup/raw"] == "ro"
    for name in ("webserver", "daemon"):
        assert not {"/opt/followup/raw", "/opt/followup/warehouse"} & targets(compose[name]).keys()
        assert "secrets" not in compose[name]


def test_the_example_names_every_variable_that_the_containers_take() -> None:
    example = (REPOSITORY / "deploy" / "followup.env.example").read_text(encoding="utf-8")
    compose = (REPOSITORY / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    made_there = {"FOLLOWUP_POSTGRES_URL", "FOLLOWUP_PSEUDONYM_KEY_FILE"}

    assert set(re.findall(r"^#(FOLLOWUP_\w+)=$", example, re.MULTILINE)) == (
        set(re.findall(r"FOLLOWUP_\w+", compose)) - made_there
    )
