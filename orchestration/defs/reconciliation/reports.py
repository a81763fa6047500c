"""The monthly reports and the start page as assets, made when something was published.

Here: the assets, their job and its sensor. They read what is published, and so neither wait for a
run that builds nor hold one up; one that fails leaves the night as it was.
Not here: what a report says (`orchestration.report`), what the page shows (`orchestration.site`).
"""

from pathlib import Path

import dagster as dg

from orchestration.defs.reconciliation.publication import published_marts
from orchestration.marts import published_marts as open_published_marts
from orchestration.report.make import make_reports
from orchestration.site.place import site_in_place

REPORTS = dg.AssetKey("monthly_reports")
START_PAGE = dg.AssetKey("start_page")


class ReportOf(dg.Config):
    """Which report: of every administration and the last booked month, if nothing is said."""

    organisation: str | None = None
    month: str | None = None


def monthly_reports_asset(published_database: Path) -> dg.AssetsDefinition:
    """The asset over what is published there; the reports are written beside it."""

    @dg.asset(
        key=REPORTS,
        deps=[published_marts],
        group_name="reconciliation",
        kinds={"html", "pdf", "excel"},
        owners=["team:reconciliation"],
    )
    def monthly_reports(
        context: dg.AssetExecutionContext, config: ReportOf
    ) -> dg.MaterializeResult[None]:
        """warehouse/reports: the monthly report of each administration, in four formats.

        The comments that controllers wrote for their chapters are kept and taken in.
        """
        directory = published_database.with_name("reports")
        with open_published_marts(published_database) as marts:
            made = list(make_reports(marts, config.organisation, config.month, directory))
        files = [str(file) for report in made for file in report.files.values()]
        context.log.info("\n".join(files))
        return dg.MaterializeResult(metadata={"files": files})

    return monthly_reports


def start_page_asset(published_database: Path) -> dg.AssetsDefinition:
    """The asset over what is published there; the site is written beside it."""

    @dg.asset(
        key=START_PAGE,
        deps=[published_marts],
        group_name="reconciliation",
        kinds={"html"},
        owners=["team:reconciliation"],
    )
    def start_page() -> dg.MaterializeResult[None]:
        """warehouse/site: the published figures as a static site, each with its trace."""
        link = published_database.with_name("site")
        with open_published_marts(published_database) as marts:
            site_in_place(marts, link)
        return dg.MaterializeResult(metadata={"path": dg.MetadataValue.path(link)})

    return start_page


reports_job = dg.define_asset_job(
    "reports",
    selection=dg.AssetSelection.assets(REPORTS, START_PAGE),
    description="Make the monthly reports and the start page from what is published.",
)


@dg.asset_sensor(
    asset_key=published_marts.key,
    job=reports_job,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def new_publication(context: dg.SensorEvaluationContext, event: dg.EventLogEntry) -> dg.RunRequest:
    """Launches the job reports once for each publication."""
    return dg.RunRequest(run_key=f"{context.sensor_name} {event.run_id}")
