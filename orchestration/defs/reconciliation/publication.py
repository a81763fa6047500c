"""The published database as an asset.

Here: the asset. Not here: how a publication is made safe (`orchestration.publish`).
"""

from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from orchestration.defs.resources import BUILD_DATABASE_POOL, Warehouse
from orchestration.publish import publish


def published_marts_asset(mart_keys: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset that stands for the file that everyone reads, after all of `mart_keys`."""

    @dg.asset(
        deps=mart_keys,
        group_name="reconciliation",
        kinds={"duckdb"},
        owners=["team:reconciliation"],
        pool=BUILD_DATABASE_POOL,
    )
    def published_marts(warehouse: Warehouse) -> dg.MaterializeResult[None]:
        """warehouse/marts.duckdb: the audited marts that BI tools, reports and people read.

        Written only if every published figure agrees, and put in place by one rename.
        """
        publication = publish(Path(warehouse.build_database), Path(warehouse.published_database))
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(publication.database),
                "bytes": publication.size_bytes,
                "rows": dg.MetadataValue.json(publication.row_counts),
            }
        )

    return published_marts
