"""`dagster dev` as it is typed: at the tick its daemon launches the job, and the job publishes.

Here: the schedule, ticking every minute instead of at night. Not here: what the job does.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.code_location import Region
from tests.correction import deliver_a_correction
from tests.graphql import GraphQL, wait_until
from tests.serving import REPOSITORY, free_port


@pytest.fixture
def region(tmp_path: Path, lay_out_region: Callable[[Path], None]) -> Region:
    """A region after its first run, with a corrected month that only the schedule takes in."""
    root = tmp_path / "region"
    lay_out_region(root)
    deliver_a_correction(root / "raw")
    # Dated tomorrow they are still being written: the sensor leaves them alone.
    tomorrow = time.time() + 86_400
    for corrected in root.glob("raw/*/*/*_2.csv"):
        os.utime(corrected, (tomorrow, tomorrow))
    return Region.below(root)


@pytest.fixture
def graphql(region: Region, tmp_path: Path) -> Iterator[GraphQL]:
    """`dagster dev` over the region, in a process group of its own that is killed afterwards.

    Asked to end, it would first let a run of the next tick come to its end.
    """
    home = tmp_path / "home"
    home.mkdir()
    shutil.copyfile(REPOSITORY / "orchestration" / "defs" / "dagster.yaml", home / "dagster.yaml")
    port = free_port()
    with (tmp_path / "dev.log").open("wb") as log:
        served = subprocess.Popen(
            [
                *(Path(sys.executable).with_name("dagster"), "dev"),
                *("--module-name", "tests.served_region"),
                *("--host", "127.0.0.1", "--port", str(port)),
            ],
            cwd=REPOSITORY,
            env=os.environ
            | region.variables
            | {
                "DAGSTER_HOME": str(home),
                "FOLLOWUP_TEST_ROOT": str(region.raw.parent),
                "FOLLOWUP_TEST_CRON": "* * * * *",
            },
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield GraphQL(port)
    finally:
        os.killpg(served.pid, signal.SIGKILL)
        served.wait()


def publications(region: Region) -> list[tuple[object, ...]]:
    with duckdb.connect(region.published_database, read_only=True) as connection:
        return connection.execute(
            "select deliveries_new, values_restated > 0 from marts.marts.publication"
            " order by publication_id desc"
        ).fetchall()


def scheduled(graphql: GraphQL) -> list[str]:
    try:
        return graphql.scheduled()
    except OSError:  # nobody listens yet
        return []


def test_at_the_tick_the_daemon_publishes_and_then_makes_reports_and_start_page(
    region: Region, graphql: GraphQL
) -> None:
    assert len(publications(region)) == 1

    *_, first = wait_until(lambda: scheduled(graphql), "the schedule has ticked", 240)
    graphql.wait_for(first, "SUCCESS", 300)

    assert graphql.instigators() == {
        "nightly": "RUNNING",
        "new_deliveries": "RUNNING",
        "new_publication": "RUNNING",
    }
    assert publications(region)[0] == (2, True)
    reports = region.published_database.with_name("reports")
    site = region.published_database.with_name("site")
    wait_until(
        lambda: len(list(reports.glob("*/2024-11/*.xlsx"))) == 4 and (site / "index.html").exists(),
        "reports and start page are made after the publication",
        300,
    )
