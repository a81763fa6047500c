"""`python -m orchestration.trace`: where a figure comes from, at the terminal.

Here: the command. Not here: the trace itself (`trace`) and its words (`wording`).
"""

import csv
import json
import sys
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem
from tabulate import tabulate

from orchestration.figure import number, with_unit
from orchestration.quality import in_swedish
from orchestration.trace import (
    DoesNotAddUp,
    Marts,
    NoMarts,
    NotFound,
    Part,
    Trace,
    build_marts,
    figure_asked_for,
    moved_since,
    published_marts,
    trace,
    voucher_rows,
)
from orchestration.trace.wording import (
    GROUPINGS,
    QUALIFIERS,
    ROLES,
    STATUSES,
    exact,
    formula,
    grouped,
    title,
    value,
    what,
)

WAREHOUSE = Path(__file__).parents[2] / "warehouse"
_HASH_DIGITS = 12
_MOST_MOVED = 10


def _completions(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Figures, measures, organisations and months that begin so, as far as words were given."""
    try:
        with published_marts(WAREHOUSE / "marts.duckdb") as marts:
            words = marts.rows(
                """
                select figure_id as word from published_reconciliation
                union select measure from kpi
                union select organisation_code from kpi
                union select period from kpi
                order by word
                """
            )
    except NoMarts:
        return []
    return [CompletionItem(row["word"]) for row in words if row["word"].startswith(incomplete)]


@click.command(
    name="trace",
    epilog="Slutkoder: 0 spåret visas; 1 delarna ger inte talet, eller lagret kan inte läsas;"
    " 2 det finns inget sådant tal.",
)
@click.argument("words", nargs=-1, required=True, metavar="TAL", shell_complete=_completions)
@click.option("--subject", help="Uppdelning, till exempel en kontogrupp. Utan den: totalt.")
@click.option("--window", help="Mätperiod: month, ytd, r12, full_year, point_in_time, history.")
@click.option(
    "--by",
    type=click.Choice(list(GROUPINGS)),
    multiple=True,
    help="Fördela delarna på detta; kan anges flera gånger.",
)
@click.option("--cost-centre", help="Visa bara delar som är bokförda på detta ansvar.")
@click.option("--account", help="Visa bara delar som är bokförda på detta konto.")
@click.option("--rows", is_flag=True, help="Visa verifikationsraderna bakom talet.")
@click.option(
    "--format",
    "as_format",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="table för läsning; json och csv med varje del för sig.",
)
@click.option(
    "--build",
    is_flag=True,
    help="Spåra i det senast byggda, och visa vad som ändrats sedan publiceringen.",
)
def main(
    words: tuple[str, ...],
    subject: str | None,
    window: str | None,
    by: tuple[str, ...],
    cost_centre: str | None,
    account: str | None,
    as_format: str,
    *,
    rows: bool,
    build: bool,
) -> None:
    """Visa vad ett tal består av.

    TAL är namnet på ett publicerat tal, till exempel adh.result.deviation_ytd, eller mått,
    organisation och period, till exempel budget_deviation ADH 2024-02 --window ytd.
    """
    if len(words) not in (1, 3):
        raise click.UsageError("Ange ett publicerat tal, eller mått, organisation och period.")
    database = WAREHOUSE / "build" / "marts.duckdb" if build else WAREHOUSE / "marts.duckdb"
    try:
        with (build_marts if build else published_marts)(database) as marts:
            traced = trace(marts, figure_asked_for(marts, words, subject, window))
            vouchers = voucher_rows(marts, traced, cost_centre, account) if rows else []
    except NotFound as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    except (NoMarts, DoesNotAddUp) as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    shown = [
        part
        for part in traced.parts
        if cost_centre in (None, part.cost_centre) and account in (None, part.account)
    ]
    if as_format == "json":
        print(_json(traced, shown, vouchers))
    elif as_format == "csv":
        _write_csv(traced, shown, vouchers, rows=rows)
    else:
        print(_table(traced, shown, by or _groupings(traced)))
        if rows:
            print(_voucher_table(vouchers))
        if build:
            print(_moved(traced))


def _groupings(traced: Trace) -> tuple[str, ...]:
    """How a trace is shown when nobody says how."""
    if any(part.extract for part in traced.parts):
        return "organisation", "account_group", "file"
    months = {part.period for part in traced.parts}
    return ("organisation", "period") if len(months) > 1 else ("organisation",)


def _table(traced: Trace, shown: list[Part], by: tuple[str, ...]) -> str:
    figure, measure = traced.figure, traced.measure
    lines = [title(traced), "", f"Värde: {value(traced)}"]
    for printed in traced.printed:
        if printed["published_value"] is None:
            continue
        text = with_unit(number(printed["published_value"], printed["decimals"]), printed["unit"])
        qualifier = QUALIFIERS.get(printed["qualifier"], "")
        lines.append(
            f"Tryckt: {qualifier}{text} ({printed['figure_id']}, {STATUSES[printed['status']]})"
        )
    if figure["target"] is not None:
        lines.append(f"Målvärde: {exact(figure['target'])}")
    if figure["quality"]:
        lines += [f"Observera: {note}" for note in in_swedish(figure["quality"])]
    lines += [
        f"Definition: {measure['definition_sv']}",
        f"Kända fel: {measure['known_faults_sv']}",
        f"Källa: {measure['source_extracts']}",
        f"Räknas i: {measure['computed_in']}",
        "",
        f"Så räknas det: {formula(traced)}",
    ]
    lines += [
        f"Tidigare publicerat: {exact(row['old_value'])} (före {row['publication_id']},"
        f" {row['caused_by']})"
        for row in traced.restatements
        if row["old_value"] is not None
    ]
    for grouping in by if shown else ():
        table = grouped(traced, grouping, shown)
        width = len(table.header) - len(table.sums)
        body = [
            [exact(cell) if isinstance(cell, Decimal) else _short(cell) for cell in row]
            for row in table.rows
        ]
        body.append(["Summa", *[""] * (width - 1), *(exact(amount) for amount in table.sums)])
        align = ["left"] * width + ["right"] * len(table.sums)
        lines += ["", tabulate(body, table.header, "simple", disable_numparse=True, colalign=align)]
    if not any(part.extract for part in traced.parts):
        body = [
            [row["file"], row["row_count"], _short(str(row["content_hash"]))]
            for row in traced.deliveries
        ]
        lines += ["", tabulate(body, ("Leverans", "Rader i filen", "SHA-256"), "simple")]
    return "\n".join(lines)


def _short(text: str) -> str:
    """A hash by its first digits; other words as they are."""
    return text[:_HASH_DIGITS] if len(text) == 64 and " " not in text else text


def _voucher_table(vouchers: list[dict[str, Any]]) -> str:
    body = [
        [
            row["file"],
            row["line_number"],
            row["voucher"],
            row["voucher_row"],
            row["voucher_date"],
            row["cost_centre"],
            row["account"],
            exact(row["amount"]),
        ]
        for row in vouchers
    ]
    total = sum((row["amount"] for row in vouchers), Decimal())
    body.append(["Summa", *[""] * 6, exact(total)])
    header = ("Leverans", "Rad", "Verifikation", "Nr", "Datum", "Ansvar", "Konto", "Belopp")
    align = ["left", "right", "left", "right", "left", "left", "left", "right"]
    return "\n" + tabulate(body, header, "simple", disable_numparse=True, colalign=align)


def _moved(traced: Trace) -> str:
    """What changed in the figure since what is published now."""
    try:
        with published_marts(WAREHOUSE / "marts.duckdb") as marts:
            before = _published(marts, traced)
    except NoMarts as error:
        return f"\n{error}"
    if before is None:
        return "\nTalet är inte publicerat än."
    moved = moved_since(before.parts, traced.parts)
    if not moved:
        return "\nInget har ändrats sedan senaste publiceringen."
    body = [
        [
            traced.names.get(group.organisation_code or "", group.organisation_code),
            traced.names.get(group.group or "", group.group),
            exact(group.before),
            exact(group.after),
            exact(group.change),
        ]
        for group in moved[:_MOST_MOVED]
    ]
    header = ("Organisation", "Grupp", "Publicerat", "Byggt", "Ändring")
    align = ["left", "left", "right", "right", "right"]
    table = tabulate(body, header, "simple", disable_numparse=True, colalign=align)
    return f"\nÄndrat sedan senaste publiceringen ({len(moved)} grupper):\n{table}"


def _published(marts: Marts, traced: Trace) -> Trace | None:
    key = traced.key
    try:
        words = (key.measure, key.organisation_code, key.period)
        return trace(marts, figure_asked_for(marts, words, key.subject, key.window))
    except NotFound:
        return None


def _json(traced: Trace, shown: list[Part], vouchers: list[dict[str, Any]]) -> str:
    content = {
        "key": asdict(traced.key),
        "figure": traced.figure,
        "measure": traced.measure,
        "formula": formula(traced),
        "printed": traced.printed,
        "restatements": traced.restatements,
        "parts": [asdict(part) for part in shown],
        "deliveries": traced.deliveries,
        "voucher_rows": vouchers,
    }
    return json.dumps(content, ensure_ascii=False, indent=2, default=str)


def _write_csv(
    traced: Trace, shown: list[Part], vouchers: list[dict[str, Any]], *, rows: bool
) -> None:
    records = vouchers if rows else [_record(traced, part) for part in shown]
    if not records:
        return
    writer = csv.DictWriter(sys.stdout, list(records[0]), lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow({name: _as_text(cell) for name, cell in record.items()})


def _record(traced: Trace, part: Part) -> dict[str, Any]:
    """A part as a row: role and what in Swedish, and the file that it comes from."""
    delivery = traced.delivery_of(part) or {"file": None, "content_hash": None}
    words = {"role": ROLES[part.role], "what": what(traced, part)}
    file = {name: delivery[name] for name in ("file", "content_hash")}
    return {**asdict(part), **words, **file}


def _as_text(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, made a text for it too."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell[1:] else cell


if __name__ == "__main__":
    main(prog_name="trace", complete_var="_TRACE_COMPLETE")
