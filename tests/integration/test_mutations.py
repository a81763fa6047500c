"""The audit is itself tested: one thing wrong in the extracts, and it fails and names a figure.

Here: faults that reach the raw tables (as if every rule of the ingest let them pass), and faults in
a file (which the ingest refuses whole, so that the month is missing).
Not here: what the audit does with the verdict (`unit/publish`).

Every fault is chosen by rule. Money: in a unit whose figures are printed in tkr, the largest row of
Lednings- & verksamhetsstöd in the month of the report. Any row above 1 000 kr moves such a figure.
What only moves between January and February 2024, no published figure can show. People: one who
left, and the longest sick leave, of the administration whose turnover and sick leave are printed
with two decimals. Patients: one row of what is printed as a count; of what is printed as a share a
single row moves no figure, so there a whole month is lost or a month's rows of one kind are wrong.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import duckdb
import pytest

from orchestration.publish import AuditFailed
from tests.oracle.extracts import ore
from tests.oracle.figures import published_figures
from tests.small_warehouse import SmallWarehouse, Workbench

SEED = 1
UNIT_NODE, OTHER_UNIT_NODE = "31100", "31400"
MONTH, NEXT_MONTH = "2024-02", "2024-03"
FIRST_RESULT_ACCOUNT = "3000"
WORTH_A_FIGURE = 1_000
TABLE = "adh.income_statement"
SEEDS_AND_MODELS = ("build", "--exclude-resource-type", "unit_test", "test")

WarehouseOf = Callable[[int], SmallWarehouse]

LARGEST = f"""
    select rowid
    from raw.{{table}}
    where accounting_period = date '{MONTH}-01'
        and account >= '{FIRST_RESULT_ACCOUNT}'
        and abs(amount) > {WORTH_A_FIGURE}
        and cost_centre in (
            select cost_centre
            from raw.cost_centre
            where parent_cost_centre = '{UNIT_NODE}' and valid_to is null
        )
    order by abs(amount) desc, cost_centre, account
    limit 1
"""
LARGEST_ROW = LARGEST.format(table="general_ledger")
R12 = "between date '2023-03-01' and date '2024-02-29'"
OF_ADH = "select cost_centre from raw.cost_centre where cost_centre like '31%'"
LAST_WHO_LEFT = f"""
    select rowid
    from raw.employment
    where form_of_employment = 'TV' and reason_for_leaving in ('EGEN', 'PENSION')
        and employed_to {R12} and cost_centre in ({OF_ADH})
    order by employed_to desc, employment_number
    limit 1
"""
LONGEST_SICK_LEAVE = f"""
    select absence.rowid
    from raw.absence
    inner join raw.employment using (employment_number)
    where absence.cause = 'SJUK' and absence.extent = 100
        and absence.absent_from {R12} and absence.absent_to {R12}
        and employment.cost_centre in ({OF_ADH})
        and absence.absence_number not in (
            select corrected_absence from raw.absence where corrected_absence is not null
        )
    order by absence.absent_to - absence.absent_from desc, absence.absence_number
    limit 1
"""
HIRED_IN_RADIOLOGY = f"""
    select rowid
    from raw.general_ledger
    where accounting_period = date '{MONTH}-01' and account between '4500' and '4549'
        and cost_centre like '316%'
    order by amount desc, cost_centre, account
    limit 1
"""
STILL_WAITING = f"""
    select min(rowid)
    from raw.waiting_list
    where reporting_month = date '{MONTH}-01' and waiting_for = 'HÖR-ÅTER'
        and visit_date is null and removed_date is null
    group by patient
    having count(*) = 1
    order by min(entry_number)
    limit 1
"""
LAST_CHAT = """
    select rowid
    from raw.chat
    where reporting_month = date '2024-11-01' and care_unit in (
        select care_unit from raw.care_unit where service = 'VC'
    )
    order by chat_number desc
    limit 1
"""
LARGEST_BUDGET_ROW = LARGEST.format(table="budget")


@dataclass(frozen=True)
class Mutation:
    """A fault in an extract's raw table, figures that must be named, and whose may be."""

    extract: str
    statement: str
    named: tuple[str, ...]
    organisations: frozenset[str]


UNIT_AND_ABOVE = frozenset({"ADH-LVS", "ADH"})
OUTCOME_FIGURES = (
    f"{TABLE}.adh-lvs.actual_ytd",
    f"{TABLE}.adh-lvs.deviation_ytd",
    f"{TABLE}.adh-lvs.actual_r12",
    f"{TABLE}.adh.actual_ytd",
    "adh.result.actual_ytd",
)
MUTATIONS = {
    "a ledger row removed": Mutation(
        "general_ledger",
        f"delete from raw.general_ledger where rowid = ({LARGEST_ROW})",
        OUTCOME_FIGURES,
        UNIT_AND_ABOVE,
    ),
    "a ledger row doubled": Mutation(
        "general_ledger",
        f"insert into raw.general_ledger "
        f"select * from raw.general_ledger where rowid = ({LARGEST_ROW})",
        OUTCOME_FIGURES,
        UNIT_AND_ABOVE,
    ),
    "a sign flipped": Mutation(
        "general_ledger",
        f"update raw.general_ledger set amount = -amount where rowid = ({LARGEST_ROW})",
        OUTCOME_FIGURES,
        UNIT_AND_ABOVE,
    ),
    "a month moved": Mutation(
        "general_ledger",
        f"update raw.general_ledger set accounting_period = date '{NEXT_MONTH}-01' "
        f"where rowid = ({LARGEST_ROW})",
        OUTCOME_FIGURES,
        UNIT_AND_ABOVE,
    ),
    "a cost centre re-hung": Mutation(
        "cost_centre",
        f"update raw.cost_centre set parent_cost_centre = '{OTHER_UNIT_NODE}' "
        f"where valid_to is null and cost_centre = "
        f"(select cost_centre from raw.general_ledger where rowid = ({LARGEST_ROW}))",
        (
            f"{TABLE}.adh-lvs.actual_ytd",
            f"{TABLE}.adh-lvs.budget_ytd",
            f"{TABLE}.adh-hf.actual_ytd",
            f"{TABLE}.adh-hf.budget_ytd",
        ),
        # What is moved within the administration does not change the administration.
        frozenset({"ADH-LVS", "ADH-HF"}),
    ),
    "a budget row lost": Mutation(
        "budget",
        f"delete from raw.budget where rowid = ({LARGEST_BUDGET_ROW})",
        (
            f"{TABLE}.adh-lvs.budget_ytd",
            f"{TABLE}.adh-lvs.deviation_ytd",
            f"{TABLE}.adh-lvs.budget_year",
            f"{TABLE}.adh-lvs.forecast_deviation",
            "adh.result.budget_ytd",
        ),
        UNIT_AND_ABOVE,
    ),
    "hired staff booked in another area": Mutation(
        "general_ledger",
        f"update raw.general_ledger set cost_centre = '{OTHER_UNIT_NODE[:4]}01' "
        f"where rowid = ({HIRED_IN_RADIOLOGY})",
        ("adh.staff.hired_only_diagnostics",),
        frozenset({"ADH", "ADH-HF", "ADH-MD"}),
    ),
    "one who left is still employed": Mutation(
        "employment",
        f"update raw.employment set employed_to = null, reason_for_leaving = null "
        f"where rowid = ({LAST_WHO_LEFT})",
        ("adh.staff.turnover_r12",),
        frozenset({"ADH"}),
    ),
    "a long sick leave removed": Mutation(
        "absence",
        f"delete from raw.absence where rowid = ({LONGEST_SICK_LEAVE})",
        ("adh.staff.sick_leave",),
        frozenset({"ADH"}),
    ),
    "a patient lost from the queue": Mutation(
        "waiting_list",
        f"delete from raw.waiting_list where rowid = ({STILL_WAITING})",
        ("adh.hearing.queue_now",),
        frozenset({"ADH-HF"}),
    ),
    "a chat lost": Mutation(
        "chat",
        f"delete from raw.chat where rowid = ({LAST_CHAT})",
        ("nsvh.chats.started",),
        frozenset({"NSVH-VC"}),
    ),
    "a chat counted twice": Mutation(
        "chat",
        f"insert into raw.chat select * from raw.chat where rowid = ({LAST_CHAT})",
        ("nsvh.chats.started",),
        frozenset({"NSVH-VC"}),
    ),
    "a month of calls lost": Mutation(
        "call",
        "delete from raw.call where reporting_month = date '2024-11-01'",
        ("nsvh.phone.first", "nsvh.phone.second"),
        frozenset({"NSVH-VC", "NSVH-FTV"}),
    ),
    "a month of examinations lost": Mutation(
        "radiology_examination",
        "delete from raw.radiology_examination where reporting_month = date '2023-02-01'",
        ("adh.production.radiology_growth", "adh.production.screening_growth"),
        frozenset({"ADH-MD-RTG"}),
    ),
    "a month of absence lost": Mutation(
        "absence",
        "delete from raw.absence where reporting_month = date '2023-10-01'",
        ("adh.staff.sick_leave", "adh.staff.sick_leave.text"),
        frozenset({"ADH"}),
    ),
    "digital visits registered as physical": Mutation(
        "visit",
        f"update raw.visit set visit_form = 'FYSISKT' "
        f"where visit_form = 'DIGITALT' and reporting_month = date '{MONTH}-01' "
        f"and care_unit in (select care_unit from raw.care_unit where service = 'UM')",
        ("adh.digital.youth_clinic_visits.feb", "adh.digital.youth_clinic_visits.r12"),
        frozenset({"ADH-HF"}),
    ),
    "return visits that were late made in time": Mutation(
        "waiting_list",
        f"update raw.waiting_list set offered_date = referral_date "
        f"where visit_date is not null and waiting_for = 'HÖR-ÅTER' "
        f"and reporting_month = date '{MONTH}-01'",
        ("adh.hearing.return_visit_share",),
        frozenset({"ADH-HF"}),
    ),
    "digital applications lost": Mutation(
        "travel_allowance_application",
        f"delete from raw.travel_allowance_application "
        f"where channel = 'DIGITAL' and reporting_month = date '{MONTH}-01'",
        ("adh.digital.travel_allowance_applications.feb",),
        frozenset({"ADH-AS-SJR"}),
    ),
}
# Each goes the way of another of its extract, and has its turn in `make soak`.
LIKE_ANOTHER = ("a ledger row doubled", "a chat counted twice", "a month of absence lost")


def test_an_unchanged_warehouse_passes_the_audit(
    workbench: Workbench, warehouse_of: WarehouseOf
) -> None:
    workbench.lay_out(warehouse_of(SEED).database)

    verdict = workbench.verdict()

    assert verdict.failing == ()
    assert verdict.holds
    with duckdb.connect(workbench.database, read_only=True) as connection:
        statuses = dict(
            connection.execute(
                "select figure_id, status from marts.marts.published_reconciliation"
            ).fetchall()
        )
    unsettled = {
        figure["figure_id"]: statuses.get(figure["figure_id"])
        for figure in published_figures()
        if statuses.get(figure["figure_id"]) not in ("agrees", "series")
    }
    assert unsettled == {}


def test_taking_in_the_same_files_and_building_again_changes_no_mart(
    workbench: Workbench, warehouse_of: WarehouseOf
) -> None:
    before = warehouse_of(SEED)
    workbench.lay_out(before.database)

    outcomes = workbench.ingest(before.raw)
    workbench.dbt(*SEEDS_AND_MODELS)

    assert [outcome for outcome in outcomes if not outcome.already_known] == []
    assert _changed_rows(before.database, workbench.database) == {}


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(fault, marks=pytest.mark.soak if fault in LIKE_ANOTHER else ())
        for fault in MUTATIONS
    ],
)
def test_a_fault_in_the_raw_tables_fails_the_audit_and_names_its_figures(
    fault: str, workbench: Workbench, warehouse_of: WarehouseOf
) -> None:
    mutation = MUTATIONS[fault]
    workbench.lay_out(warehouse_of(SEED).database)
    workbench.change(mutation.statement)
    reaching_the_audit = f"source:raw.{mutation.extract}+,+published_reconciliation"
    workbench.dbt("run", "--full-refresh", "--select", reaching_the_audit)

    verdict = workbench.verdict()

    assert not verdict.holds
    assert {figure.figure_id for figure in verdict.failing} >= set(mutation.named)
    assert {figure.organisation_code for figure in verdict.failing} == mutation.organisations
    with pytest.raises(AuditFailed, match=mutation.named[0].replace(".", r"\.")):
        verdict.require()


@pytest.mark.parametrize(
    "fault", ["a row removed", pytest.param("a row doubled", marks=pytest.mark.soak)]
)
def test_a_fault_in_a_file_refuses_the_month_and_the_audit_names_what_is_missing(
    fault: str,
    workbench: Workbench,
    warehouse_of: WarehouseOf,
    tmp_path: Path,
) -> None:
    raw = tmp_path / "raw"
    copytree(warehouse_of(SEED).raw, raw)
    ledger_file = raw / "ledger" / "general_ledger" / f"huvudbok_{MONTH}.csv"
    # The control file would tell at once; the ledger has to be caught without it.
    ledger_file.with_name(f"{ledger_file.name}.kontroll").unlink()
    voucher = _change_largest_row(ledger_file, copies=0 if fault == "a row removed" else 2)
    workbench.clear()

    outcomes = workbench.ingest(raw)
    workbench.dbt(*SEEDS_AND_MODELS)
    verdict = workbench.verdict()

    (rejected,) = [outcome for outcome in outcomes if outcome.status != "accepted"]
    assert rejected.status == "rejected"
    assert ledger_file.name in str(rejected.reason)
    assert voucher in str(rejected.reason)
    assert not verdict.holds
    assert {figure.figure_id for figure in verdict.failing} >= set(OUTCOME_FIGURES)


def test_a_row_lost_on_the_way_is_told_by_the_control_file(
    workbench: Workbench, warehouse_of: WarehouseOf, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    copytree(warehouse_of(SEED).raw, raw)
    ledger_file = raw / "ledger" / "general_ledger" / f"huvudbok_{MONTH}.csv"
    _change_largest_row(ledger_file, copies=0)
    workbench.lay_out(warehouse_of(SEED).database)

    outcomes = workbench.ingest(raw)

    (new,) = [outcome for outcome in outcomes if not outcome.already_known]
    assert new.status == "rejected"
    assert f"{ledger_file.name}.kontroll" in str(new.reason)
    # The good delivery of the month stays in force, so nothing has changed for the audit.
    assert _changed_rows(warehouse_of(SEED).database, workbench.database, schema="raw") == {}


def _changed_rows(before: Path, after: Path, schema: str = "marts") -> dict[str, int]:
    """Table -> number of rows in only one of two databases, for the tables that have any."""
    with duckdb.connect() as connection:
        for name, database in (("before", before), ("after", after)):
            connection.execute(f"attach '{database}' as {name} (read_only)")
        tables = connection.execute(
            "select distinct table_name from duckdb_tables() where schema_name = ?", [schema]
        ).fetchall()
        assert tables, f"no tables in the schema {schema}"
        changed: dict[str, int] = {}
        for (table,) in tables:
            old, new = (f"select * from {name}.{schema}.{table}" for name in ("before", "after"))
            rows = connection.execute(
                f"({old} except all {new}) union all ({new} except all {old})"
            ).fetchall()
            if rows:
                changed[table] = len(rows)
        return changed


def _change_largest_row(ledger_file: Path, copies: int) -> str:
    """Write the unit's largest row so many times instead of once; the voucher it belongs to."""
    lines = ledger_file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    rows = list(csv.DictReader(lines, delimiter=";"))
    assert len(rows) == len(lines) - 1, "a row a line"
    candidates = [
        (abs(ore(row["Belopp"])), number)
        for number, row in enumerate(rows, start=1)
        if row["Ansvar"].startswith(UNIT_NODE[:4]) and row["Konto"] >= FIRST_RESULT_ACCOUNT
    ]
    amount, number = max(candidates)
    assert amount > WORTH_A_FIGURE * 100
    lines[number] *= copies
    ledger_file.write_text("".join(lines), encoding="utf-8-sig", newline="")
    return rows[number - 1]["Verifikation"]
