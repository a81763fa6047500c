"""The scan for secrets of `make lint` finds what it must, with the settings that it runs with."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

SETTINGS = Path(__file__).parents[3] / "security" / "secrets.json"

# In pieces, so that the scan of this file finds none.
PLANTED = {
    "AWS key": 'KEY = "AKIA' + 'Z7QX4RBLMN2WKTPD"',
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "assignment": "SMTP_PASS" + 'WORD = "kq9Lw2zhT7xx"',
    "password in YAML": "  POSTGRES_PASS" + "WORD: kq9Lw2zhT7xx",
    "password in an address": "postgresql://dagster:" + "kq9Lw2zhT7xx@127.0.0.1/dagster",
    "key of the pseudonyms": hashlib.sha256(b"a key").hexdigest(),
}


def scan(directory: Path, name: str, text: str) -> subprocess.CompletedProcess[str]:
    (directory / name).write_text(f"{text}\n", encoding="utf-8")
    # The settings stay as they are: the hook writes into them where a finding has moved.
    (directory / "settings.json").write_bytes(SETTINGS.read_bytes())
    return subprocess.run(
        ["detect-secrets-hook", "--baseline", "settings.json", name],  # noqa: S607
        cwd=directory,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("text", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_secret_is_found(tmp_path: Path, text: str) -> None:
    quoted = f"key = '{text}'" if text.isalnum() else text
    name = "compose.yaml" if text.startswith("  ") else "settings.py"

    found = scan(tmp_path, name, quoted)

    assert found.returncode == 1, found.stderr
    assert f"Location:    {name}:1" in found.stdout
    assert "kq9Lw2zhT7xx" not in found.stdout


def test_an_ordinary_file_is_free_of_secrets(tmp_path: Path) -> None:
    assert scan(tmp_path, "settings.py", "PASSWORD = os.environ['SMTP_PASSWORD']").returncode == 0


def test_nothing_is_excused_in_the_settings() -> None:
    assert json.loads(SETTINGS.read_text(encoding="utf-8"))["results"] == {}
