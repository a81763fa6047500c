"""What a Dagster webserver is asked through GraphQL over HTTP.

Here: the questions and waiting for an answer. Not here: starting the servers (`serving`), or what a
suite expects of them.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import requests

Met = TypeVar("Met")

ENDED = {"SUCCESS", "FAILURE", "CANCELED"}

_LAUNCH = """
    mutation($selector: JobOrPipelineSelector!) {
        launchRun(executionParams: {selector: $selector, mode: "default"}) {
            __typename
            ... on LaunchRunSuccess { run { runId } }
            ... on RunConfigValidationInvalid { errors { message } }
            ... on Error { message }
        }
    }
"""
_STATUS = "query($run: ID!) { runOrError(runId: $run) { ... on Run { status } } }"
_RUNS = "query { runsOrError { ... on Runs { results { runId parentRunId } } } }"
_SCHEDULED = """
    query { runsOrError(filter: {tags: [{key: "dagster/schedule_name", value: "nightly"}]}) {
        ... on Runs { results { runId } }
    } }
"""
_REPOSITORIES = """
    query { repositoriesOrError { ... on RepositoryConnection { nodes {
        name
        location { name }
        schedules { name scheduleState { status } }
        sensors { name sensorState { status } }
    } } } }
"""
_DAEMONS = """
    query { instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } } }
"""


class GraphQL:
    """A webserver on 127.0.0.1 with one code location."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/graphql"

    def answer(self, query: str, **variables: object) -> dict[str, Any]:
        """The data that answers a query.

        Raises:
            AssertionError: the server says what is wrong with it.
            OSError: nobody listens.
        """
        response = requests.post(
            self._url, json={"query": query, "variables": variables}, timeout=30
        )
        assert response.ok, response.text
        answer = response.json()
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def launch(self, job: str, assets: Sequence[Sequence[str]] | None = None) -> str:
        """Launch a job, for some of its assets or for all; the id of the run."""
        (repository,) = self._repositories()
        launched = self.answer(
            _LAUNCH,
            selector={
                "repositoryLocationName": repository["location"]["name"],
                "repositoryName": repository["name"],
                "jobName": job,
                "assetSelection": assets and [{"path": path} for path in assets],
            },
        )["launchRun"]
        assert launched["__typename"] == "LaunchRunSuccess", launched
        run_id: str = launched["run"]["runId"]
        return run_id

    def status(self, run_id: str) -> str:
        """The status of a run."""
        status: str = self.answer(_STATUS, run=run_id)["runOrError"]["status"]
        return status

    def wait_for(self, run_id: str, status: str, seconds: float = 120) -> None:
        """Wait until a run has a status; AssertionError where it ends with another."""

        def reached() -> str | None:
            now = self.status(run_id)
            return now if now in {status, *ENDED} else None

        ended = wait_until(reached, f"the run {run_id} is in {status}", seconds)
        assert ended == status, f"The run {run_id} ended with {ended}, not {status}."

    def repeated(self, run_id: str) -> str | None:
        """The run that repeats a run, if there is one."""
        runs = self.answer(_RUNS)["runsOrError"]["results"]
        return next((each["runId"] for each in runs if each["parentRunId"] == run_id), None)

    def scheduled(self) -> list[str]:
        """The runs that the schedule nightly launched, the newest first."""
        runs = self.answer(_SCHEDULED)["runsOrError"]["results"]
        return [each["runId"] for each in runs]

    def instigators(self) -> dict[str, str]:
        """The status of each schedule and sensor by its name; empty while no code is loaded."""
        return {
            each["name"]: each[state]["status"]
            for repository in self._repositories()
            for kind, state in (("schedules", "scheduleState"), ("sensors", "sensorState"))
            for each in repository[kind]
        }

    def daemons(self) -> dict[str, bool]:
        """Whether each daemon that the instance needs is well, by its type."""
        statuses = self.answer(_DAEMONS)["instance"]["daemonHealth"]["allDaemonStatuses"]
        return {each["daemonType"]: bool(each["healthy"]) for each in statuses if each["required"]}

    def _repositories(self) -> list[dict[str, Any]]:
        repositories: list[dict[str, Any]] = self.answer(_REPOSITORIES)["repositoriesOrError"][
            "nodes"
        ]
        return repositories


def wait_until(condition: Callable[[], Met], what: str, seconds: float = 120) -> Met:
    """What `condition` returns once that is true.

    Raises:
        TimeoutError: it never was; the message says `what` was waited for.
    """
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if met := condition():
            return met
        time.sleep(0.2)
    message = f"Waited {seconds:.0f} s in vain until {what}."
    raise TimeoutError(message)
