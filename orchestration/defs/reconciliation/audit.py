"""The audit as a check that stops publication.

Here: the asset check. Not here: the comparison (dbt) and the verdict (`orchestration.publish`).
"""

import dagster as dg

from orchestration.defs.dbt import AUDITED
from orchestration.defs.resources import BUILD_DATABASE_POOL, Warehouse
from orchestration.defs.retries import passing_faults_retried
from orchestration.publish import audit_verdict

AUDIT = "published_figures_agree"


@dg.asset_check(
    name=AUDIT,
    asset=AUDITED,
    blocking=True,
    pool=BUILD_DATABASE_POOL,
)
def published_figures_agree(
    context: dg.AssetCheckExecutionContext, warehouse: Warehouse
) -> dg.AssetCheckResult:
    """Every published figure agrees with the computed one, and every chart is a series."""
    with passing_faults_retried(context), warehouse.reading() as connection:
        verdict = audit_verdict(connection)
    return dg.AssetCheckResult(
        passed=verdict.holds,
        description=verdict.report(),
        metadata={
            "agrees": verdict.agrees,
            "differs": verdict.differs,
            "missing": verdict.missing,
            "series": verdict.series,
        },
    )
