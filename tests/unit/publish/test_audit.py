"""The verdict: what stops publication, and how it is worded."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.publish import AuditFailed, AuditVerdict, audit_verdict
from tests.build_database import (
    AGREEING,
    DIFFERING,
    MISSING,
    SERIES,
    Figure,
    write_build_database,
)


def verdict_on(database: Path) -> AuditVerdict:
    with duckdb.connect(database, read_only=True) as connection:
        return audit_verdict(connection)


def test_agreeing_figures_and_series_hold(tmp_path: Path) -> None:
    verdict = verdict_on(write_build_database(tmp_path / "marts.duckdb"))

    assert verdict == AuditVerdict(agrees=1, differs=0, missing=0, series=1, failing=())
    assert verdict.holds
    verdict.require()


@pytest.mark.parametrize(
    "failing",
    [
        DIFFERING,
        MISSING,
        ("figure.absent", "extra", None, Decimal("0.4")),
    ],
    ids=lambda figure: figure[1],
)
def test_any_other_status_fails_and_names_the_figure(tmp_path: Path, failing: Figure) -> None:
    verdict = verdict_on(write_build_database(tmp_path / "marts.duckdb", [AGREEING, failing]))

    assert not verdict.holds
    with pytest.raises(AuditFailed, match=failing[0]):
        verdict.require()
    assert failing[0] in verdict.report()


def test_a_failure_tells_published_and_computed_value_with_unit(tmp_path: Path) -> None:
    verdict = verdict_on(write_build_database(tmp_path / "marts.duckdb", [AGREEING, DIFFERING]))

    with pytest.raises(
        AuditFailed,
        match=r"figure\.two \(RH, result, total, 2024-02\) differs: "
        r"published -14, computed -13\.2 mnkr",
    ):
        verdict.require()


def test_a_chart_with_a_gap_names_the_first_value_that_is_not_there(tmp_path: Path) -> None:
    database = write_build_database(
        tmp_path / "marts.duckdb", [AGREEING, ("figure.chart", "missing", None, None)]
    )
    with duckdb.connect(database) as connection:
        connection.execute(
            "update marts.marts.published_reconciliation "
            "set first_gap = 'sick_leave ADH total month 2024-01' where figure_id = 'figure.chart'"
        )

    with pytest.raises(
        AuditFailed, match=r"figure\.chart .* missing: no sick_leave ADH total month 2024-01"
    ):
        verdict_on(database).require()


def test_a_figure_that_the_reconciliation_lost_fails_as_missing(tmp_path: Path) -> None:
    database = write_build_database(tmp_path / "marts.duckdb", [AGREEING, SERIES])
    with duckdb.connect(database) as connection:
        connection.execute("insert into reference.published_figure values ('figure.forgotten')")

    (failing,) = verdict_on(database).failing

    assert (failing.figure_id, failing.status) == ("figure.forgotten", "missing")


def test_nothing_compared_is_no_agreement(tmp_path: Path) -> None:
    verdict = verdict_on(write_build_database(tmp_path / "marts.duckdb", [SERIES]))

    assert not verdict.holds
    with pytest.raises(AuditFailed, match="No published figure agrees"):
        verdict.require()


def test_the_counts_are_a_table_for_people(tmp_path: Path) -> None:
    verdict = verdict_on(
        write_build_database(
            tmp_path / "marts.duckdb",
            [AGREEING, DIFFERING, SERIES, MISSING, ("figure.absent", "extra", None, Decimal(1))],
        )
    )

    cells = [line.strip("|").split("|") for line in verdict.report().splitlines()[-5:]]
    assert {outcome.strip(): int(number) for outcome, number in cells} == {
        "agree": 1,
        "differ": 1,
        "missing": 1,
        "series without printed values": 1,
        "fail otherwise": 1,
    }
