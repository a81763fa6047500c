"""The monthly reports as an asset, made when something was published.

Here: the asset, its job and its sensor. It reads what is published, and so neither waits for a run
that builds nor holds one up; a report that fails leaves the night as it was.
Not here: what a report says (`orchestration.report`).
"""

from pathlib import Path

import dagster as dg

from orchestration.defs.reconciliation.publication import published_marts
from orchestration.marts import published_marts as open_published_marts
from orchestration.report.make import Made, administrations, last_month, make_report

REPORTS = dg.AssetKey("monthly_reports")


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
        with open_published_marts(published_database) as marts:
            month = config.month or last_month(marts)
            codes = [config.organisation] if config.organisation else administrations(marts)
            made = [
                make_report(marts, code, month, published_database.parent / "reports")
                for code in codes
            ]
        context.log.info("\n".join(str(file) for file in _files(made)))
        return dg.MaterializeResult(
            metadata={
                "month": month,
                "publication": made[0].report.publication,
                "files": [str(file) for file in _files(made)],
            }
        )

    return monthly_reports


def _files(made: list[Made]) -> list[Path]:
    return [file for report in made for file in report.files.values()]


reports_job = dg.define_asset_job(
    "reports",
    selection=dg.AssetSelection.assets(REPORTS),
    description="Make the monthly reports from what is published.",
)


@dg.asset_sensor(
    asset_key=published_marts.key,
    job=reports_job,
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=60,
)
def new_publication(context: dg.SensorEvaluationContext, event: dg.EventLogEntry) -> dg.RunRequest:
    """Launches the job reports once for each publication."""
    return dg.RunRequest(run_key=f"{context.sensor_name} {event.run_id}")
