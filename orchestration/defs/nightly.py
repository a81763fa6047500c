"""The job that does everything, and when it runs.

Here: the job and its schedule. Not here: what its steps do.
"""

import dagster as dg

nightly_job = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="Take in deliveries, build the marts, audit them and publish them.",
)

nightly_schedule = dg.ScheduleDefinition(
    name="nightly",
    job=nightly_job,
    cron_schedule="15 2 * * *",
    execution_timezone="Europe/Stockholm",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night, when the source systems have delivered.",
)
