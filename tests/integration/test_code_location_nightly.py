"""The job nightly from raw files to the published database, and what stops it on the way."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from orchestration.publish import audit_verdict
from orchestration.run import report
from tests.code_location import Region

AUDIT = "published_figures_agree"


@pytest.fixture(scope="module")
def environment() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def region(
    tmp_path_factory: pytest.TempPathFactory, lay_out_region: Callable[[Path], None]
) -> Region:
    """A region before its first run, for which the dbt project is parsed."""
    root = tmp_path_factory.mktemp("nights") / "region"
    lay_out_region(root)
    shutil.rmtree(root / "warehouse")
    return Region.below(root)


@pytest.fixture(scope="module")
def first_run(region: Region, environment: pytest.MonkeyPatch) -> dg.ExecuteInProcessResult:
    return region.run(environment)


@pytest.fixture
def published_before(region: Region, first_run: dg.ExecuteInProcessResult) -> bytes:
    assert first_run.success
    return region.published_database.read_bytes()


def checks(result: dg.ExecuteInProcessResult, name: str) -> list[dg.AssetCheckEvaluation]:
    return [each for each in result.get_asset_check_evaluations() if each.check_name == name]


def dbt_materializations(
    result: dg.ExecuteInProcessResult,
) -> Sequence[dg.AssetMaterialization]:
    return result.asset_materializations_for_node("dbt_project")


def test_a_run_builds_audits_and_publishes(
    region: Region, first_run: dg.ExecuteInProcessResult
) -> None:
    assert first_run.success, report(first_run)
    assert [audit.passed for audit in checks(first_run, AUDIT)] == [True]
    assert all(check.passed for check in checks(first_run, "deliveries_accepted"))
    with duckdb.connect(region.published_database, read_only=True) as connection:
        connection.execute("use marts.marts")
        assert connection.table("kpi").shape[0] > 0
        assert connection.execute(
            "select count(*) from published_reconciliation where status = 'differs'"
        ).fetchone() == (0,)


def test_the_report_of_a_run_counts_the_figures(first_run: dg.ExecuteInProcessResult) -> None:
    outcomes = [line.split("|")[1].strip() for line in report(first_run).splitlines()]

    assert outcomes[2:] == [
        "agree",
        "differ",
        "missing",
        "series without printed values",
    ]


def test_an_extract_shows_what_became_of_its_deliveries(
    first_run: dg.ExecuteInProcessResult,
) -> None:
    *months, ledger = first_run.asset_materializations_for_node("raw__general_ledger")

    assert ledger.metadata["deliveries accepted"].value == 23
    assert ledger.metadata["deliveries rejected"].value == 0
    assert ledger.metadata["new rows in quarantine"].value == 0
    assert [month.partition for month in months] == [
        *(f"2023-{month:02}" for month in range(1, 13)),
        *(f"2024-{month:02}" for month in range(1, 12)),
    ]


def test_every_model_shows_where_its_columns_come_from(
    first_run: dg.ExecuteInProcessResult,
) -> None:
    models = [each for each in dbt_materializations(first_run) if each.asset_key.path[0] == "marts"]
    from_nowhere = set()

    for model in models:
        schema = model.metadata["dagster/column_schema"]
        lineage = model.metadata["dagster/column_lineage"]
        assert isinstance(schema, dg.TableSchemaMetadataValue)
        assert isinstance(lineage, dg.TableColumnLineageMetadataValue)
        assert set(lineage.column_lineage.deps_by_column) == {
            column.name for column in schema.schema.columns
        }
        if not any(lineage.column_lineage.deps_by_column.values()):
            from_nowhere.add(model.asset_key.path[-1])

    # The measures are written out in their model.
    assert from_nowhere == {"measure"}


def test_the_same_deliveries_again_build_nothing(
    region: Region, environment: pytest.MonkeyPatch, published_before: bytes
) -> None:
    again = region.run(environment)

    assert again.success, report(again)
    (ledger,) = again.asset_materializations_for_node("raw__general_ledger")
    assert ledger.metadata["new deliveries"].value == 0
    assert dbt_materializations(again) == []
    assert again.asset_materializations_for_node("published_marts") == []
    assert region.published_database.read_bytes() == published_before


@pytest.mark.usefixtures("published_before")
def test_a_corrected_month_builds_what_is_made_from_it_and_is_told_as_a_restatement(
    region: Region, environment: pytest.MonkeyPatch, first_run: dg.ExecuteInProcessResult
) -> None:
    first_delivery = region.raw / "care" / "chat" / "chattar_2023-05.csv"
    *rows, _ = first_delivery.read_bytes().splitlines(keepends=True)
    first_delivery.with_name("chattar_2023-05_2.csv").write_bytes(b"".join(rows))

    result = region.run(environment)

    assert result.success, report(result)
    month, _ = result.asset_materializations_for_node("raw__chat")
    assert month.partition == "2023-05"
    built = {each.asset_key.path[-1] for each in dbt_materializations(result)}
    assert {"int_chats_started", "production", "kpi", "published_reconciliation"} <= built
    assert not {"int_visits", "int_ledger_month", "budget_deviation", "sick_leave"} & built
    assert {each.check_name for each in result.get_asset_check_evaluations()} == {
        each.check_name for each in first_run.get_asset_check_evaluations()
    }
    with duckdb.connect(region.published_database, read_only=True) as connection:
        connection.execute("use marts.marts")
        restated = connection.execute(
            """
            select distinct measure, period, split_part(caused_by, '-', 2), old_value - new_value
            from restatement where "window" = 'month' and measure = 'chats_started'
            """
        ).fetchall()
        publications = connection.execute(
            "select kind, deliveries_new, values_restated > 0 from publication order by all"
        ).fetchall()
    assert restated == [("chats_started", "2023-05", "05_2", 1)]
    assert publications == [("publication", 1, True), ("publication", 429, False)]


def test_a_run_for_one_month_takes_in_that_month_alone(
    region: Region, environment: pytest.MonkeyPatch, published_before: bytes
) -> None:
    assert published_before
    folder = region.raw / "care" / "chat"
    for month in ("2023-06", "2023-07"):
        (folder / f"chattar_{month}_2.csv").write_bytes(
            b"".join((folder / f"chattar_{month}.csv").read_bytes().splitlines(keepends=True)[:-1])
        )

    result = region.run(environment, partition="2023-07")
    later = region.run(environment)

    assert result.success
    (june_waits,) = result.asset_materializations_for_node("raw__chat")
    assert june_waits.partition == "2023-07"
    assert june_waits.metadata["new deliveries"].value == 1
    assert [each.partition for each in later.asset_materializations_for_node("raw__chat")] == [
        "2023-06",
        None,
    ]


@pytest.mark.usefixtures("first_run")
def test_a_rejected_delivery_is_seen_and_the_last_good_one_stays(
    region: Region, environment: pytest.MonkeyPatch
) -> None:
    truncated = region.raw / "ledger" / "general_ledger" / "huvudbok_2024-02_2.csv"
    truncated.write_bytes(b"")
    try:
        result = region.run(environment)
    finally:
        truncated.unlink()

    assert result.success, report(result)
    (failed,) = [each for each in checks(result, "deliveries_accepted") if not each.passed]
    assert failed.asset_key == dg.AssetKey(["raw", "general_ledger"])
    assert truncated.name in str(failed.description)
    assert truncated.name in report(result)


def test_a_figure_that_differs_stops_publication_and_is_named(
    region: Region, environment: pytest.MonkeyPatch, published_before: bytes
) -> None:
    first_delivery = region.raw / "planning" / "budget" / "budget_2024.csv"
    rows = first_delivery.read_bytes().splitlines(keepends=True)
    second_delivery = first_delivery.with_name("budget_2024_2.csv")
    second_delivery.write_bytes(b"".join(rows[: len(rows) // 2]))

    result = region.run(environment)

    assert not result.success
    with duckdb.connect(region.build_database, read_only=True) as connection:
        failing = audit_verdict(connection).failing
    assert failing
    assert all(figure.figure_id in report(result) for figure in failing)
    assert region.published_database.read_bytes() == published_before


def test_a_failing_data_test_stops_publication_and_the_figures_are_still_counted(
    region: Region, environment: pytest.MonkeyPatch, published_before: bytes
) -> None:
    grants = region.raw / "planning" / "budget_grant" / "tillskott_2024.csv"
    of_no_subject = b"2024;NYTT;Ett tillskott;31220;202402;Nej;1,00\r\n"
    grants.with_name("tillskott_2024_2.csv").write_bytes(grants.read_bytes() + of_no_subject)

    result = region.run(environment)

    assert not result.success
    assert "booking_has_place" in report(result)
    assert "| agree " in report(result)
    assert region.published_database.read_bytes() == published_before
