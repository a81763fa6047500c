"""The code location loads by itself and shows everything that a person needs to find their way."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from orchestration.contracts import load_contracts
from orchestration.definitions import defs

DOMAINS = {"finance", "workforce", "production", "reconciliation"}


def specs() -> list[dg.AssetSpec]:
    return sorted(defs.resolve_all_asset_specs(), key=lambda spec: spec.key)


@pytest.fixture(params=specs(), ids=lambda spec: spec.key.to_user_string())
def spec(request: pytest.FixtureRequest) -> dg.AssetSpec:
    assert isinstance(request.param, dg.AssetSpec)
    return request.param


def test_every_asset_says_what_it_is_and_whose(spec: dg.AssetSpec) -> None:
    assert spec.group_name in DOMAINS
    assert spec.owners == [f"team:{spec.group_name}"]
    assert spec.kinds
    assert spec.description
    assert not spec.description.startswith(("dbt model", "dbt seed"))


def test_every_contract_is_an_asset_with_its_columns() -> None:
    by_key = {spec.key: spec for spec in specs()}
    for contract in load_contracts().values():
        schema = by_key[dg.AssetKey(["raw", contract.name])].metadata["dagster/column_schema"]
        assert [column.name for column in schema.columns] == [
            column.name for column in contract.columns
        ]


def test_every_upstream_is_an_asset_of_the_location() -> None:
    keys = {spec.key for spec in specs()}

    assert {dep.asset_key for spec in specs() for dep in spec.deps} <= keys


def test_an_extract_waits_for_those_its_values_are_looked_up_in() -> None:
    (ledger,) = (spec for spec in specs() if spec.key.path == ["raw", "general_ledger"])

    assert {dep.asset_key.path[-1] for dep in ledger.deps} == {"chart_of_accounts", "cost_centre"}


def test_marts_are_published_after_the_blocking_audit_and_the_plan() -> None:
    (published,) = (spec for spec in specs() if spec.key.path == ["published_marts"])
    audit = defs.resolve_asset_graph().get_check_spec(
        dg.AssetCheckKey(
            dg.AssetKey(["marts", "published_reconciliation"]), "published_figures_agree"
        )
    )

    assert {dep.asset_key.to_user_string() for dep in published.deps} == {
        "marts/published_reconciliation",
        "publication_plan",
    }
    assert audit.blocking


AFTER_PUBLICATION = {dg.AssetKey("monthly_reports"), dg.AssetKey("start_page")}


def test_the_job_takes_everything_up_to_the_publication_in_one_process() -> None:
    job = defs.resolve_job_def("nightly")

    assert set(job.asset_layer.executable_asset_keys) == (
        {spec.key for spec in specs()} - AFTER_PUBLICATION
    )
    assert job.executor_def is dg.in_process_executor


def test_every_step_stands_in_the_pool_of_the_build_database() -> None:
    job = defs.resolve_job_def("nightly")

    assert {pool for node in job.nodes for pool in node.definition.pools} == {"build_database"}


def test_it_runs_every_night_swedish_time() -> None:
    schedule = defs.resolve_schedule_def("nightly")

    assert schedule.job_name == "nightly"
    assert schedule.cron_schedule == "15 2 * * *"
    assert schedule.execution_timezone == "Europe/Stockholm"
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING


def test_new_deliveries_are_looked_for_by_default() -> None:
    sensor = defs.resolve_sensor_def("new_deliveries")

    assert sensor.job_name == "nightly"
    assert sensor.default_status is dg.DefaultSensorStatus.RUNNING


def test_the_plan_is_all_but_the_publication() -> None:
    keys = set(defs.resolve_job_def("plan").asset_layer.executable_asset_keys)

    assert {spec.key for spec in specs()} - keys == {
        dg.AssetKey("published_marts")
    } | AFTER_PUBLICATION


def test_reports_and_start_page_are_made_after_each_publication_by_default() -> None:
    sensor = defs.resolve_sensor_def("new_publication")

    assert sensor.job_name == "reports"
    assert sensor.default_status is dg.DefaultSensorStatus.RUNNING
    job = defs.resolve_job_def("reports")
    assert set(job.asset_layer.executable_asset_keys) == AFTER_PUBLICATION


def test_an_extract_delivered_by_month_has_a_partition_a_month() -> None:
    by_key = {spec.key: spec for spec in specs()}
    for contract in load_contracts().values():
        partitions = by_key[dg.AssetKey(["raw", contract.name])].partitions_def
        assert (partitions is not None) == (contract.delivery_period == "month")


def test_every_mart_says_how_old_it_may_grow() -> None:
    without = {spec.key.to_user_string() for spec in specs() if spec.freshness_policy is None}

    assert not {key for key in without if key.startswith(("marts/", "published_marts"))}
    assert "deliveries/period_change" not in without


def test_a_second_load_does_not_parse_dbt_again(repository: Path) -> None:
    manifest = repository / "dbt_project" / "target" / "manifest.json"
    parsed_at = manifest.stat().st_mtime_ns

    subprocess.run(
        [sys.executable, "-c", "import orchestration.definitions"], cwd=repository, check=True
    )

    assert manifest.stat().st_mtime_ns == parsed_at


def test_dagster_finds_it_without_arguments(repository: Path, tmp_path: Path) -> None:
    validation = subprocess.run(
        [
            Path(sys.executable).with_name("dagster"),
            "definitions",
            "validate",
        ],
        cwd=repository,
        env={"DAGSTER_HOME": str(tmp_path), "PATH": str(Path(sys.executable).parent)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert validation.returncode == 0, validation.stderr
