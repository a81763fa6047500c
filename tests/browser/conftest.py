"""A real browser.

Here: what every suite that opens pages shares. Not here: which pages.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from orchestration.locking import one_process_at_a_time

CHROMIUM = Path("/usr/bin/chromium")
# In a container there is no sandbox and no display, and nothing is to be fetched behind our back.
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _install_chromium() -> None:
    assert os.geteuid() == 0, f"{CHROMIUM} is missing. As root: apt-get install chromium"
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            ["/usr/bin/apt-get", "--quiet", *command], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"apt-get {' '.join(command)}:\n{done.stdout}{done.stderr}"


# Not of the session: while it lives an event loop runs, and Dagster needs one of its own.
@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Headless Chromium; installed from Debian where it is missing."""
    with one_process_at_a_time(tmp_path_factory.getbasetemp().parent / "chromium.lock"):
        if not CHROMIUM.exists():
            _install_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()
