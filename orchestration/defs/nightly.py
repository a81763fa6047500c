"""The job that does everything, and when it runs.

Here: the job, its schedule, and the sensor that runs it by day when something was delivered.
Not here: what its steps do. They look for themselves what is new: with nothing new a run builds
nothing, so that it may be launched at any time.
"""

import time
from pathlib import Path

import dagster as dg

from orchestration.defs.reconciliation.reports import REPORTS, START_PAGE
from orchestration.ingest import look_at

CRON = "15 2 * * *"
SETTLED_AFTER = 60
"""Seconds without a change after which a file in the landing zone counts as whole."""

# What is made from a publication has a job of its own.
_UP_TO_PUBLICATION = dg.AssetSelection.all() - dg.AssetSelection.assets(REPORTS, START_PAGE)

nightly_job = dg.define_asset_job(
    "nightly",
    selection=_UP_TO_PUBLICATION,
    description="Take in deliveries, build what they change, audit the marts and publish them.",
)

plan_job = dg.define_asset_job(
    "plan",
    selection=_UP_TO_PUBLICATION - dg.AssetSelection.assets("published_marts"),
    description="All that the job nightly does but publish: shows what publishing would change.",
)


def nightly_schedule(cron: str = CRON) -> dg.ScheduleDefinition:
    """The schedule of the job nightly; a test has it tick sooner."""
    return dg.ScheduleDefinition(
        name="nightly",
        job=nightly_job,
        cron_schedule=cron,
        execution_timezone="Europe/Stockholm",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every night, when the source systems have delivered.",
    )


def new_deliveries_sensor(raw_directory: Path) -> dg.SensorDefinition:
    """The sensor that launches the job nightly when the landing zone changed and is at rest."""

    @dg.sensor(
        job=nightly_job,
        minimum_interval_seconds=SETTLED_AFTER,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def new_deliveries(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        """Files that came, changed or went in the landing zone, when no one writes there."""
        landing_zone = look_at(raw_directory)
        if landing_zone.fingerprint == context.cursor:
            return dg.SkipReason("Nothing changed in the landing zone.")
        at_rest = time.time() - landing_zone.changed_at
        if at_rest < SETTLED_AFTER:
            return dg.SkipReason(
                f"A file changed {at_rest:.0f} s ago and may not be whole yet: it is taken in when"
                f" the landing zone has been at rest for {SETTLED_AFTER} s."
            )
        return dg.SensorResult(run_requests=[dg.RunRequest()], cursor=landing_zone.fingerprint)

    return new_deliveries
