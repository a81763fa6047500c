"""Superset as `make superset` starts it, and its dashboards as a browser shows them.

Here: starting it, logging in, and reading a dashboard's charts. Not here: what they must show.
"""

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError

from playwright.sync_api import Page, Response

REPOSITORY = Path(__file__).parents[2]

PATIENCE_SECONDS = 90

# Every chart of the page: its title, what it says, and whether it has drawn what it is to draw. A
# chart that says that there is an error or no data never has.
CHARTS = """
() => [...document.querySelectorAll("[class*='dashboard-chart-id-']")].map(chart => {
    const colours = new Set();
    for (const canvas of chart.querySelectorAll("canvas")) {
        const { width, height } = canvas;
        const image = canvas.getContext("2d").getImageData(0, 0, width, height);
        new Uint32Array(image.data.buffer).forEach(pixel => colours.add(pixel));
    }
    const number = chart.querySelector(".header-line");
    const rows = [...chart.querySelectorAll("tbody tr")].map(
        row => [...row.querySelectorAll("td")].map(cell => cell.innerText.trim())
    );
    const cells = number ? [[number.innerText.trim()]] : rows;
    return {
        id: Number(chart.className.match(/dashboard-chart-id-(\\d+)/)[1]),
        title: chart.querySelector("[data-test='editable-title']")?.innerText.trim(),
        text: chart.innerText,
        cells,
        drawn: !chart.querySelector(".loading") && (cells.length > 0 || colours.size > 3),
    };
})
"""

Point = tuple[str, str, float]


@dataclass(frozen=True)
class Shown:
    """A chart on the page: its cells as they are read, or the points that it draws.

    A point is a place on the axis (a month as YYYY-MM), the name of its series, and its value.
    """

    cells: list[list[str]]
    points: set[Point]


@dataclass(frozen=True)
class Superset:
    """A running Superset, with the browser's page in which the administrator is logged in.

    `home` is the directory of its state and its log, `password` what it printed.
    """

    url: str
    page: Page
    home: Path
    password: str

    def log_in(self) -> None:
        """Through the form, as people do."""
        # A second after it is drawn, the page reports that. It is refused, and the refusal comes
        # with the cookie of one who is not logged in: who logs in within that second is out again.
        with self.page.expect_response(re.compile(r"/superset/log/")):
            self.page.goto(f"{self.url}/login/")
        # The form is drawn anew, and empty, when the theme has been fetched.
        self.page.wait_for_load_state("networkidle")
        self.page.fill("#username", "admin")
        self.page.fill("#password", self.password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(re.compile(r"/superset/welcome/"))

    def dashboard(self, slug: str) -> dict[str, Shown]:
        """The charts of a dashboard by title, when every one is drawn."""
        answers: list[Response] = []

        def keep(answer: Response) -> None:
            answers.append(answer)

        self.page.on("response", keep)
        self.page.goto(f"{self.url}/superset/dashboard/{slug}/")
        charts = self._drawn_charts()
        self.page.remove_listener("response", keep)
        points = dict(_points_by_chart(answers))
        return {each["title"]: Shown(each["cells"], points[each["id"]]) for each in charts}

    def _drawn_charts(self) -> list[dict[str, Any]]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            self.page.wait_for_timeout(250)
            charts: list[dict[str, Any]] = self.page.evaluate(CHARTS)
            waiting = [each["text"] for each in charts if not each["drawn"]]
            if charts and not waiting:
                return charts
            assert time.monotonic() < deadline, f"not drawn, of {len(charts)} charts: {waiting}"


def _points_by_chart(answers: list[Response]) -> Iterator[tuple[int, set[Point]]]:
    """What the server answered for each chart, which is what the browser drew."""
    for answer in answers:
        if "/api/v1/chart/data" not in answer.url:
            continue
        assert answer.status == 200, f"{answer.status} {answer.text()}"
        chart = json.loads(answer.request.post_data or "{}")["form_data"].get("slice_id")
        if chart is not None:
            yield (
                chart,
                {
                    (_place(row[axis]), series, round(value, 4))
                    for query in answer.json()["result"]
                    for row in query["data"]
                    for axis in [next(iter(row))]
                    for series, value in row.items()
                    if isinstance(value, int | float) and series != axis
                },
            )


def _place(value: float | str) -> str:
    """A month is counted in milliseconds."""
    return value if isinstance(value, str) else f"{datetime.fromtimestamp(value / 1000, UTC):%Y-%m}"


@contextmanager
def started(database: Path, home: Path, page: Page) -> Iterator[Superset]:
    """Superset over a published file, with its state and log in `home`, ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            ["/usr/bin/env", "make", "superset"],
            cwd=REPOSITORY,
            env=os.environ
            | {
                "FOLLOWUP_PUBLISHED_DATABASE": str(database),
                "FOLLOWUP_SUPERSET_HOME": str(home),
                "FOLLOWUP_SUPERSET_PORT": str(port),
                "SUPERSET_SECRET_KEY": secrets.token_hex(32),
            },
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        try:
            password = _printed_password(process, home / "log")
            superset = Superset(f"http://127.0.0.1:{port}", page, home, password)
            _wait_until_healthy(superset.url, process)
            superset.log_in()
            yield superset
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate()


def _printed_password(process: subprocess.Popen[str], log: Path) -> str:
    """From what is printed up to the address, which is all that is printed there."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if line.startswith("Superset: "):
            break
    else:
        raise AssertionError(f"make superset ended:\n{printed}{log.read_text()}")
    found = re.findall(r"User admin, password (\S+)", printed)
    assert len(found) == 1, printed
    return str(found[0])


def _wait_until_healthy(url: str, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        with (
            suppress(URLError, TimeoutError),
            urllib.request.urlopen(f"{url}/health", timeout=5),  # noqa: S310
        ):
            return
        time.sleep(0.2)
    raise AssertionError(f"make superset ended with {process.returncode}")
