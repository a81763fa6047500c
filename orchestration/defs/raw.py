"""One asset for each extract.

Here: how a contract looks in Dagster and what a delivery leaves on the asset's page.
Not here: reading and judging deliveries (`orchestration.ingest`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg

from orchestration.contracts import Contract
from orchestration.defs.freshness import CHECKED_EVERY_NIGHT
from orchestration.defs.resources import BUILD_DATABASE_POOL, Warehouse
from orchestration.defs.retries import passing_faults_retried
from orchestration.ingest import (
    DeliveryOutcome,
    Overdue,
    find_overdue,
    find_unclaimed,
    ingest_extract,
    load_pseudonymiser,
    prepare_warehouse,
    render_outcomes,
)

# dbt's source of the same name: its tables are these assets.
RAW = "raw"

# A month before this one is taken in as any other, but is no partition.
MONTHS = dg.MonthlyPartitionsDefinition(start_date="2015-01", fmt="%Y-%m", end_offset=1)


def raw_asset(contract: Contract, contracts: Mapping[str, Contract]) -> dg.AssetsDefinition:
    """The table raw.<extract>, made from every delivery in the landing zone that is new.

    Where a delivery is a month, each month is a partition: a run for some months takes in those
    alone, and one without partitions whatever is new, and says which months that was.
    """
    by_month = contract.delivery_period == "month"
    key = dg.AssetKey([RAW, contract.name])
    accepted = dg.AssetCheckSpec(
        "deliveries_accepted",
        asset=key,
        description="No delivery was rejected. Where one was, the last good period stays.",
    )

    @dg.asset(
        key=key,
        deps=_extracts_referred_to(contract),
        description=f"{contract.purpose}\n\n{_sentence(contract.granularity)} {contract.usage}",
        group_name=contract.domain,
        owners=[f"team:{contract.domain}"],
        kinds={"csv", "duckdb"},
        metadata={"dagster/column_schema": _column_schema(contract)},
        check_specs=[accepted],
        partitions_def=MONTHS if by_month else None,
        pool=BUILD_DATABASE_POOL,
    )
    def raw_extract(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.MaterializeResult[None]]:
        months = _months(context) if by_month else None
        with passing_faults_retried(context), warehouse.building() as connection:
            prepare_warehouse(connection, contracts)
            outcomes = ingest_extract(
                connection, contract, Path(warehouse.raw_directory), load_pseudonymiser(), months
            )
        if by_month and months is None:
            for outcome in outcomes:
                if outcome.is_new("accepted"):
                    context.log_event(_of_month(key, outcome))
        rejected = [outcome for outcome in outcomes if outcome.status == "rejected"]
        context.log.log("ERROR" if rejected else "INFO", render_outcomes(outcomes))
        yield dg.MaterializeResult(
            metadata=_delivery_metadata(outcomes),
            check_results=[_accepted_result(rejected)],
        )

    return raw_extract


def _months(context: dg.AssetExecutionContext) -> list[date] | None:
    """The months that a run is for, by their first days; None where it is for all."""
    if not (context.has_partition_key or context.has_partition_key_range):
        return None
    return [date.fromisoformat(f"{month}-01") for month in context.partition_keys]


def _of_month(key: dg.AssetKey, outcome: DeliveryOutcome) -> dg.AssetMaterialization:
    return dg.AssetMaterialization(
        key, partition=f"{outcome.period:%Y-%m}", metadata={"delivery": outcome.delivery_id}
    )


def period_change_asset(contracts: Mapping[str, Contract]) -> dg.AssetsDefinition:
    """What replacing deliveries changed, which every extract adds to while it is taken in."""
    key = dg.AssetKey(["deliveries", "period_change"])
    claimed = dg.AssetCheckSpec(
        "every_file_is_claimed",
        asset=key,
        description="Every file of the landing zone lies in the folder of an extract.",
    )
    delivered = dg.AssetCheckSpec(
        "every_month_is_delivered",
        asset=key,
        description="No month is overdue of an extract whose contract says when it is delivered.",
    )

    @dg.asset(
        key=key,
        check_specs=[claimed, delivered],
        freshness_policy=CHECKED_EVERY_NIGHT,
        deps=[dg.AssetKey([RAW, name]) for name in contracts],
        group_name="reconciliation",
        owners=["team:reconciliation"],
        kinds={"duckdb"},
        pool=BUILD_DATABASE_POOL,
    )
    def period_change(
        context: dg.AssetExecutionContext, warehouse: Warehouse
    ) -> Iterator[dg.MaterializeResult[None]]:
        """What a delivery that replaced an earlier one of its period changed.

        One row a replacing delivery, cost centre and account whose total it changed. Written
        while the extracts are taken in; this step only counts, and looks at what is not there.
        """
        raw_directory = Path(warehouse.raw_directory)
        with passing_faults_retried(context), warehouse.reading() as connection:
            changes = connection.table("deliveries.period_change").shape[0]
            overdue = find_overdue(connection, contracts, raw_directory, _today())
        yield dg.MaterializeResult(
            metadata={"dagster/row_count": changes},
            check_results=[
                _claimed_result(find_unclaimed(contracts.values(), raw_directory)),
                _delivered_result(overdue),
            ],
        )

    return period_change


def _extracts_referred_to(contract: Contract) -> list[dg.AssetKey]:
    """The extracts that must be taken in before, because values are looked up in them."""
    names = {reference.extract for _, reference in contract.referring_columns}
    return [dg.AssetKey([RAW, name]) for name in sorted(names - {contract.name})]


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _column_schema(contract: Contract) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                column.physical_type,
                description=column.description,
                constraints=dg.TableColumnConstraints(nullable=not column.required),
            )
            for column in contract.columns
        ]
    )


def _delivery_metadata(outcomes: Sequence[DeliveryOutcome]) -> dict[str, int]:
    """What became of the deliveries in the landing zone, and of the rows of the new ones."""
    by_status = Counter(outcome.status for outcome in outcomes)
    new_counts = [o.counts for o in outcomes if o.counts is not None and not o.already_known]
    return {
        "deliveries accepted": by_status["accepted"],
        "deliveries superseded": by_status["superseded"],
        "deliveries rejected": by_status["rejected"],
        "new deliveries": sum(not outcome.already_known for outcome in outcomes),
        "new rows": sum(counts.row_count for counts in new_counts),
        "new rows in quarantine": sum(counts.bad_row_count for counts in new_counts),
    }


def _claimed_result(unclaimed: Sequence[str]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not unclaimed,
        check_name="every_file_is_claimed",
        description="\n".join(
            f"{file}: lies in no extract's folder and was not read. Move it to the folder that"
            " raw/README.md names."
            for file in unclaimed
        ),
    )


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/Stockholm")).date()


def _delivered_result(overdue: Sequence[Overdue]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not overdue,
        check_name="every_month_is_delivered",
        description="\n".join(map(str, overdue)),
    )


def _accepted_result(rejected: Sequence[DeliveryOutcome]) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=not rejected,
        check_name="deliveries_accepted",
        description="\n".join(str(outcome.reason) for outcome in rejected),
    )
