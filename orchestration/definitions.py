"""The code location: everything that Dagster loads, put together in one function.

Here: which assets, checks, jobs, schedules and resources there are.
Not here: their definitions (`orchestration.defs`) or any work (the libraries).
"""

from pathlib import Path

import dagster as dg
from dagster_dbt import DbtProject

from orchestration.contracts import load_contracts
from orchestration.defs.dbt import Dbt, dbt_project_assets
from orchestration.defs.event_log import keep_connections_open
from orchestration.defs.manifest import dbt_executable, default_project
from orchestration.defs.nightly import (
    CRON,
    new_deliveries_sensor,
    nightly_job,
    nightly_schedule,
    plan_job,
)
from orchestration.defs.notices import notice_sensors
from orchestration.defs.raw import period_change_asset, raw_asset
from orchestration.defs.reconciliation.audit import published_figures_agree
from orchestration.defs.reconciliation.publication import publication_plan, published_marts
from orchestration.defs.reconciliation.reports import (
    monthly_reports_asset,
    new_publication,
    reports_job,
    start_page_asset,
)
from orchestration.defs.resources import REPOSITORY, Warehouse


def build_definitions(
    warehouse: Warehouse, project: DbtProject, cron: str = CRON
) -> dg.Definitions:
    """The definitions over the given paths and dbt project, whose profile must name the same
    build database as `warehouse`; `cron` says when the job nightly runs, in Swedish time.
    """
    contracts = load_contracts()
    return dg.Definitions(
        assets=[
            *(raw_asset(contract, contracts) for contract in contracts.values()),
            period_change_asset(contracts),
            dbt_project_assets(project, list(contracts)),
            publication_plan,
            published_marts,
            monthly_reports_asset(Path(warehouse.published_database)),
            start_page_asset(Path(warehouse.published_database)),
        ],
        asset_checks=[published_figures_agree],
        jobs=[nightly_job, plan_job, reports_job],
        schedules=[nightly_schedule(cron)],
        sensors=[
            new_deliveries_sensor(Path(warehouse.raw_directory)),
            new_publication,
            *notice_sensors(Path(warehouse.published_database)),
        ],
        resources={
            "warehouse": warehouse,
            "dbt": Dbt(
                project_dir=str(project.project_dir),
                profiles_dir=str(project.profiles_dir),
                dbt_executable=str(dbt_executable()),
                global_config_flags=["--no-use-colors"],
            ),
        },
        # One process for all steps: they share one database file, and starting costs more than
        # most of them.
        executor=dg.in_process_executor,
    )


keep_connections_open()
warehouse = Warehouse(
    raw_directory=str(REPOSITORY / "raw"),
    build_database=str(REPOSITORY / "warehouse" / "build" / "marts.duckdb"),
    published_database=str(REPOSITORY / "warehouse" / "marts.duckdb"),
)
defs = build_definitions(warehouse, default_project())
