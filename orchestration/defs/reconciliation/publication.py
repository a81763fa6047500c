"""What would be published, and the published files, as assets.

Here: the assets. Not here: how a publication is compared and made safe (`orchestration.publish`).
"""

from pathlib import Path

import dagster as dg

from orchestration.contracts.landing_zone import SYNTHETIC_MARKER
from orchestration.defs.dbt import AUDITED
from orchestration.defs.freshness import NEW_EVERY_MONTH
from orchestration.defs.resources import BUILD_DATABASE_POOL, Warehouse
from orchestration.defs.retries import passing_faults_retried
from orchestration.publish import make_plan, publish
from orchestration.version import code_version

PLAN = dg.AssetKey("publication_plan")
_MOST_VALUES_SHOWN = 200


@dg.asset(
    key=PLAN,
    deps=[AUDITED],
    group_name="reconciliation",
    kinds={"duckdb"},
    owners=["team:reconciliation"],
    pool=BUILD_DATABASE_POOL,
)
def publication_plan(
    context: dg.AssetExecutionContext, warehouse: Warehouse
) -> dg.MaterializeResult[None]:
    """What publishing would change, against what is published now: tables and known values.

    The whole plan is written beside the build database, as plan.md.
    """
    with passing_faults_retried(context):
        plan = make_plan(Path(warehouse.build_database), Path(warehouse.published_database))
    context.log.info(plan.report(_MOST_VALUES_SHOWN))
    warehouse.plan_file.write_text(f"{plan.report()}\n")
    return dg.MaterializeResult(
        metadata={
            "plan": dg.MetadataValue.md(plan.report(_MOST_VALUES_SHOWN)),
            "path": dg.MetadataValue.path(warehouse.plan_file),
            "tables that change": len(plan.tables),
            "known values that change": len(plan.kpi),
        }
    )


@dg.asset(
    # Every mart that is new ends in the audited one, which is therefore made whenever another is.
    deps=[AUDITED, PLAN],
    group_name="reconciliation",
    kinds={"duckdb", "parquet"},
    owners=["team:reconciliation"],
    freshness_policy=NEW_EVERY_MONTH,
    pool=BUILD_DATABASE_POOL,
)
def published_marts(
    context: dg.AssetExecutionContext, warehouse: Warehouse
) -> dg.MaterializeResult[None]:
    """warehouse/marts.duckdb and warehouse/parquet: the audited marts that everyone reads.

    Written only if every published figure agrees, and put in place by one rename.
    """
    with passing_faults_retried(context):
        publication = publish(
            Path(warehouse.build_database),
            Path(warehouse.published_database),
            code_version(),
            warehouse.kept_versions,
            is_synthetic=(Path(warehouse.raw_directory) / SYNTHETIC_MARKER).exists(),
        )
    return dg.MaterializeResult(
        metadata={
            "publication": publication.publication_id,
            "path": dg.MetadataValue.path(publication.database),
            "bytes": publication.size_bytes,
            "rows": dg.MetadataValue.json(publication.row_counts),
            "values restated": len(publication.plan.kpi),
        }
    )
