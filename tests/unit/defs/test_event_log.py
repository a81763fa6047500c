"""The event log over connections that stay open: nothing is lost, and they do stay open."""

from pathlib import Path

import dagster as dg

from orchestration.defs import event_log

ASSET = dg.AssetKey("counted")
MONTHS = [f"2024-{month:02d}" for month in range(1, 7)]


@dg.asset(key=ASSET, partitions_def=dg.MonthlyPartitionsDefinition("2024-01", fmt="%Y-%m"))
def counted(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    for month in MONTHS:
        context.log_event(dg.AssetMaterialization(ASSET, partition=month))
    return dg.MaterializeResult()


JOB = dg.Definitions([counted], jobs=[dg.define_asset_job("count", [counted])])


def test_another_instance_reads_what_was_written_over_few_connections(tmp_path: Path) -> None:
    event_log.keep_connections_open()
    event_log._engine.cache_clear()  # noqa: SLF001

    with dg.DagsterInstance.local_temp(str(tmp_path)) as writer:
        run = JOB.resolve_job_def("count").execute_in_process(instance=writer)
        opened = event_log._engine.cache_info()  # noqa: SLF001
        with dg.DagsterInstance.local_temp(str(tmp_path)) as reader:
            events = [record.dagster_event for record in reader.all_logs(run.run_id)]
            months = reader.get_materialized_partitions(ASSET)

    assert opened.misses == 2, "one engine for the run's file, one for the index"
    assert opened.hits > len(MONTHS)
    assert months == set(MONTHS)
    assert all(event in events for event in run.all_events)
