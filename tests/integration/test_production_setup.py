"""The services of `deploy/systemd` with a real PostgreSQL, as they run on a server.

Here: their own commands and environment, over a region of one extract. Not here: what the job
nightly builds, or the confinement that only systemd itself gives.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2
import pytest

from orchestration.defs.manifest import current_manifest, default_project
from orchestration.locking import one_process_at_a_time
from orchestration.synthesis.__main__ import write_sample
from tests.code_location import Region
from tests.graphql import GraphQL, wait_until
from tests.postgres import postgres_server
from tests.serving import REPOSITORY, Services, free_port, services
from tests.small_warehouse import SCALE

CODE, WEBSERVER, DAEMON = "followup-code", "followup-webserver", "followup-daemon"
EXTRACT = ["raw", "chart_of_accounts"]


@dataclass(frozen=True)
class Server:
    """A machine with the services: what it serves, and where its runs are stored."""

    region: Region
    services: Services
    graphql: GraphQL
    database_url: str

    def launch(self) -> str:
        """Launch the job nightly for one extract alone."""
        return self.graphql.launch("nightly", [EXTRACT])

    def launch_and_hold(self) -> str:
        """Launch a run that has started and waits for the lock of the warehouse."""
        run = self.launch()
        self.graphql.wait_for(run, "STARTED")
        return run

    def stored(self, run_id: str) -> tuple[str, str] | None:
        """Job and status of a run as they stand in PostgreSQL."""
        with (
            closing(psycopg2.connect(self.database_url)) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("select pipeline_name, status from runs where run_id = %s", (run_id,))
            row: tuple[str, str] | None = cursor.fetchone()
            return row


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("server")
    region = Region.below(root)
    delivery = next(write_sample(region.raw, SCALE, 1))
    # Dated tomorrow it is still being written: the sensor leaves it to the runs of these tests.
    os.utime(delivery, (tomorrow := time.time() + 86_400, tomorrow))
    # Parsed here at most once, not by the code server too, which would take it 10 s.
    shutil.copytree(current_manifest(default_project()).parent, region.dbt_project.target_path)
    home = root / "home"
    make_instance(home)
    (root / "run").mkdir()
    port = free_port()
    with (
        postgres_server() as url,
        services(
            moved={
                "/opt/followup/.venv/bin": str(Path(sys.executable).parent),
                "/opt/followup/.dagster": str(home),
                "/opt/followup": str(REPOSITORY),
                "/run/followup": str(root / "run"),
                "orchestration.definitions": "tests.served_region",
                "3000": str(port),
            },
            variables={
                "FOLLOWUP_POSTGRES_URL": url.replace("postgresql://", "postgresql+psycopg2://"),
                "FOLLOWUP_TEST_ROOT": str(root),
                **region.variables,
            },
            logs=root,
        ) as served,
    ):
        for name in (CODE, WEBSERVER, DAEMON):
            served.start(name)
        graphql = GraphQL(port)
        wait_until(lambda: answering(graphql, served), "the code location is loaded")
        yield Server(region, served, graphql, url)


def make_instance(home: Path) -> None:
    """Dagster's home as deploy/README.md says it is made."""
    home.mkdir()
    shutil.copyfile(REPOSITORY / "deploy" / "postgres.yaml", home / "storage.yaml")
    instance = home / "dagster.yaml"
    subprocess.run(
        ["/usr/bin/make", "--no-print-directory", f"INSTANCE={instance}", str(instance)],
        cwd=REPOSITORY,
        check=True,
    )


def answering(graphql: GraphQL, served: Services) -> bool:
    served.check()
    try:
        return bool(graphql.instigators())
    except OSError:  # nobody listens yet
        return False


def run_process(server: Server) -> psutil.Process:
    """The process of the one run that is going on."""
    code_server = psutil.Process(server.services.running[CODE].pid)
    (process,) = [
        each for each in code_server.children() if "spawn_main" in " ".join(each.cmdline())
    ]
    return process


def test_the_schedule_and_the_sensors_are_on_and_the_daemons_are_well(server: Server) -> None:
    instigators = server.graphql.instigators()

    assert {"nightly", "new_deliveries"} <= instigators.keys()
    assert set(instigators.values()) == {"RUNNING"}
    wait_until(lambda: all(server.graphql.daemons().values()), "all daemons are well")
    assert {"SCHEDULER", "SENSOR", "QUEUED_RUN_COORDINATOR", "MONITORING", "FRESHNESS_DAEMON"} <= (
        server.graphql.daemons().keys()
    )


def test_a_run_launched_over_http_succeeds_and_is_stored_in_postgres(server: Server) -> None:
    run = server.launch()

    server.graphql.wait_for(run, "SUCCESS")
    assert server.stored(run) == ("nightly", "SUCCESS")
    assert server.region.build_database.exists()


def test_a_run_whose_process_was_killed_is_marked_and_repeated(server: Server) -> None:
    with one_process_at_a_time(server.region.warehouse.lock):
        run = server.launch_and_hold()
        run_process(server).send_signal(signal.SIGKILL)
        server.graphql.wait_for(run, "FAILURE")

    repeated = wait_until(lambda: server.graphql.repeated(run), "the run is repeated")
    assert repeated
    server.graphql.wait_for(repeated, "SUCCESS")


def test_a_run_that_is_going_on_when_the_code_server_is_stopped_ends_well(server: Server) -> None:
    with one_process_at_a_time(server.region.warehouse.lock):
        run = server.launch_and_hold()
        stopping = server.services.tell_to_end(CODE)
        with pytest.raises(subprocess.TimeoutExpired):
            stopping.wait(timeout=3)

    server.graphql.wait_for(run, "SUCCESS")
    assert stopping.wait(timeout=60) == 0
    server.services.start(CODE)
