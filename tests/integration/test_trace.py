"""Every figure back to what it is made of, on a region after its first run."""

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from shutil import copyfile

import duckdb
import pytest
from click.shell_completion import BashComplete
from click.testing import CliRunner, Result

from orchestration.figure import FigureKey
from orchestration.trace import (
    DoesNotAddUp,
    Marts,
    NotFound,
    Trace,
    build_marts,
    figure_asked_for,
    published_marts,
    trace,
    voucher_rows,
)
from orchestration.trace import __main__ as command
from orchestration.trace.wording import GROUPINGS, formula, grouped

NOT_BOOKED = ("target", "quality", "absent", "chart")


@pytest.fixture(scope="module")
def warehouse(region_after_first_run: Path) -> Path:
    return region_after_first_run / "warehouse"


@pytest.fixture(scope="module")
def marts(warehouse: Path) -> Iterator[Marts]:
    with published_marts(warehouse / "marts.duckdb") as opened:
        yield opened


@pytest.fixture(scope="module")
def traces(marts: Marts) -> dict[str, Trace]:
    figures = marts.rows(
        "select figure_id from published_reconciliation where kind not in ('chart', 'absent')"
    )
    return {
        row["figure_id"]: trace(marts, figure_asked_for(marts, [row["figure_id"]]))
        for row in figures
    }


def kinds(marts: Marts) -> dict[str, str]:
    return {row["figure_id"]: row["kind"] for row in marts.rows("from published_reconciliation")}


def test_the_parts_of_every_outcome_and_plan_add_up_to_it(
    marts: Marts, traces: dict[str, Trace]
) -> None:
    kind_of = kinds(marts)
    booked = {name: traced for name, traced in traces.items() if kind_of[name] not in NOT_BOOKED}
    without_parts = {name for name, traced in booked.items() if not traced.parts}

    assert len(booked) > 140
    # Nothing was booked: its value is 0.
    assert without_parts == {"adh.staff.hired_only_diagnostics"}
    for name in booked.keys() - without_parts:
        value, made = booked[name].figure["value"], booked[name].value_of_parts
        assert made is not None, name
        assert abs(made - value) <= Decimal("1e-10"), name
        if booked[name].figure["unit"] == "SEK":
            assert made == value, name


def test_every_way_to_group_them_adds_up_to_the_same(traces: dict[str, Trace]) -> None:
    one_of_each_measure = {traced.key.measure: (name, traced) for name, traced in traces.items()}
    for name, traced in one_of_each_measure.values():
        for by in GROUPINGS:
            table = grouped(traced, by)
            numbers = [[cell for cell in row if isinstance(cell, Decimal)] for row in table.rows]
            assert [sum(column) for column in zip(*numbers, strict=True)] == list(table.sums), name
            if traced.parts and traced.figure["unit"] == "SEK":
                assert table.sums[-1] == traced.figure["value"], (name, by)


def test_every_outcome_has_the_deliveries_it_was_made_from(
    marts: Marts, traces: dict[str, Trace]
) -> None:
    kind_of = kinds(marts)
    for name, traced in traces.items():
        if kind_of[name] not in NOT_BOOKED:
            assert traced.deliveries, name
            assert all(len(row["content_hash"]) == 64 for row in traced.deliveries), name
            assert all(row["row_count"] for row in traced.deliveries), name


def test_voucher_rows_add_up_to_the_booked_parts_and_stand_on_their_lines(
    marts: Marts, traces: dict[str, Trace], region_after_first_run: Path
) -> None:
    traced = traces["adh.income_statement.adh-lvs.actual_ytd"]
    rows = voucher_rows(marts, traced, None, None)

    assert sum(row["amount"] for row in rows) == traced.figure["value"]
    assert sum(part.source_rows or 0 for part in traced.parts) == len(rows)
    lines = {
        file: (region_after_first_run / "raw" / file).read_text("utf-8-sig").splitlines()
        for file in {row["file"] for row in rows}
    }
    for row in rows:
        fields = lines[row["file"]][row["line_number"] - 1].split(";")
        assert fields[:2] == [row["voucher"], str(row["voucher_row"])]


def test_voucher_rows_of_one_cost_centre_and_account(
    marts: Marts, traces: dict[str, Trace]
) -> None:
    traced = traces["adh.income_statement.adh-lvs.actual_ytd"]
    part = traced.parts[0]
    rows = voucher_rows(marts, traced, part.cost_centre, part.account)

    same = [
        other
        for other in traced.parts
        if (other.cost_centre, other.account) == (part.cost_centre, part.account)
    ]
    assert sum(row["amount"] for row in rows) == sum(other.amount for other in same)


def test_no_trace_shows_what_is_withheld(marts: Marts) -> None:
    withheld = {
        (row["measure"], row["organisation_code"], row["subject"])
        for row in marts.rows("from kpi where starts_with(quality, 'withheld')")
    }
    assert withheld
    above = marts.rows(
        """
        select distinct kpi.measure, kpi.organisation_code, kpi.subject, kpi.period, kpi."window"
        from kpi
        inner join organisation as below
            on kpi.organisation_code = below.parent_organisation_code
        inner join kpi as hidden
            on hidden.organisation_code = below.organisation_code
            and hidden.measure = kpi.measure and hidden.subject = kpi.subject
            and hidden.period = kpi.period and hidden."window" = kpi."window"
        where starts_with(hidden.quality, 'withheld') and kpi.value is not null
        order by all limit 20
        """
    )
    assert above
    for row in above:
        for part in trace(marts, FigureKey(**row)).parts:
            assert (part.what, part.organisation_code, part.subject) not in withheld


def test_a_figure_that_its_parts_do_not_make_is_not_shown(warehouse: Path, tmp_path: Path) -> None:
    database = tmp_path / "marts.duckdb"
    copyfile(warehouse / "marts.duckdb", database)
    with duckdb.connect(database) as connection:
        connection.execute(
            "update marts.marts.contribution set amount = amount + 0.01 where rowid ="
            " (select min(rowid) from marts.marts.contribution where organisation_code = 'ADH-LVS'"
            " and part = 'actual' and period = '2024-02' and account_group <> '-')"
        )
    name = "adh.income_statement.adh-lvs.actual_ytd"
    with published_marts(database) as marts, pytest.raises(DoesNotAddUp, match="Inget visas"):
        trace(marts, figure_asked_for(marts, [name]))


@pytest.mark.parametrize(
    ("words", "options", "named"),
    [
        (["adh.result.deviation_yt"], {}, "adh.result.deviation_ytd"),
        (["budget_deviatio", "ADH", "2024-02"], {}, "budget_deviation"),
        (["budget_deviation", "ADHX", "2024-02"], {}, "ADH"),
        (["budget_deviation", "ADH", "2024-2"], {}, "2024-02"),
        (["budget_deviation", "ADH", "2024-02"], {"subject": "persnel"}, "personnel"),
        (["budget_deviation", "ADH", "2024-02"], {"window": "yt"}, "ytd"),
        (["budget_deviation", "ADH", "2024-02"], {}, "--subject total --window ytd"),
        (["adh.chart.turnover"], {}, "diagram"),
        (["adh.action_plan.2.effect"], {}, "inget värde"),
    ],
)
def test_what_does_not_exist_is_told_with_the_nearest(
    marts: Marts, words: list[str], options: dict[str, str], named: str
) -> None:
    with pytest.raises(NotFound) as raised:
        figure_asked_for(marts, words, **options)
    assert named in str(raised.value)


@pytest.fixture
def run(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setattr(command, "WAREHOUSE", warehouse)
    return CliRunner()


def asked(run: CliRunner, *arguments: str) -> Result:
    return run.invoke(command.main, arguments)


def test_the_command_shows_the_figure_its_formula_and_its_sums(run: CliRunner) -> None:
    result = asked(run, "adh.result.deviation_ytd", "--by", "organisation", "--rows")

    assert result.exit_code == 0
    assert "−1 464 tkr (adh.result.deviation_ytd, överensstämmer)".replace(" ", "\u202f", 2) in (
        result.stdout
    )
    assert "Så räknas det: utfall" in result.stdout
    assert "ledger/general_ledger/huvudbok_2024-02.csv" in result.stdout


def test_json_and_csv_have_every_part(run: CliRunner, traces: dict[str, Trace]) -> None:
    traced = traces["adh.result.deviation_ytd"]
    as_json = json.loads(asked(run, "adh.result.deviation_ytd", "--format", "json").stdout)
    as_csv = list(
        csv.DictReader(
            io.StringIO(asked(run, "adh.result.deviation_ytd", "--format", "csv").stdout)
        )
    )

    assert as_json["formula"] == formula(traced)
    for parts in (as_json["parts"], as_csv):
        assert len(parts) == len(traced.parts)
        assert sum(Decimal(part["amount"]) for part in parts) == traced.figure["value"]
    assert {part["file"] for part in as_csv} == {str(row["file"]) for row in traced.deliveries}


def test_no_text_in_a_csv_is_a_formula(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "what", lambda *_: "=HYPERLINK(1)")
    output = asked(run, "adh.result.deviation_ytd", "--format", "csv").stdout

    assert {row["what"] for row in csv.DictReader(io.StringIO(output))} == {"'=HYPERLINK(1)"}


def test_exit_codes(run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(run, "no.such.figure").exit_code == 2
    assert asked(run, "budget_deviation", "ADH").exit_code == 2
    monkeypatch.setattr(command, "WAREHOUSE", tmp_path)
    assert asked(run, "adh.result.deviation_ytd").exit_code == 1


@pytest.mark.usefixtures("run")
def test_words_are_completed() -> None:
    completion = BashComplete(command.main, {}, "trace", "_TRACE_COMPLETE")
    words = [item.value for item in completion.get_completions([], "adh.result.")]

    assert "adh.result.deviation_ytd" in words
    assert all(word.startswith("adh.result.") for word in words)


def test_what_moved_since_the_publication_is_named(
    run: CliRunner, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "build").mkdir()
    for file in ("marts.duckdb", "build/marts.duckdb"):
        copyfile(warehouse / file, tmp_path / file)
    with duckdb.connect(tmp_path / "build" / "marts.duckdb") as connection:
        connection.execute(
            "update marts.marts.contribution set amount = amount - 1000 where rowid ="
            " (select min(rowid) from marts.marts.contribution where organisation_code = 'ADH-LVS'"
            " and part = 'actual' and period = '2024-02' and account_group = 'premises')"
        )
        connection.execute(
            "update marts.marts.kpi set value = value - 1000 where measure = 'result'"
            " and organisation_code = 'ADH' and period = '2024-02' and \"window\" = 'ytd'"
        )
    monkeypatch.setattr(command, "WAREHOUSE", tmp_path)
    result = asked(run, "adh.result.actual_ytd", "--build")

    assert result.exit_code == 0, result.stderr
    assert "(1 grupper)" in result.stdout
    moved = result.stdout.split("Ändrat sedan senaste publiceringen")[1]
    assert "Lednings- & verksamhetsstöd" in moved
    assert "Lokaler" in moved
    assert "−1\u202f000,00" in moved


def test_the_build_is_traced_by_its_own_deliveries(
    warehouse: Path, traces: dict[str, Trace]
) -> None:
    name = "adh.result.actual_ytd"
    with build_marts(warehouse / "build" / "marts.duckdb") as marts:
        traced = trace(marts, figure_asked_for(marts, [name]))

    assert traced.parts == traces[name].parts
    assert [dict(row) for row in traced.deliveries] == [
        dict(row) for row in traces[name].deliveries
    ]
