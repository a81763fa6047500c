"""The tables of the report as a workbook, for those who compute further.

Here: a sheet that says what this is and leads to the others, and a sheet for each table, also for
those that a chart draws. Numbers are numbers, shown as they are printed; a text is never anything
but a text.
Not here: running text, and pictures.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from orchestration.report.document import Chapter, Chart, Figure, Report, Table, notes

FRONT = "Innehåll"

LONGEST_SHEET_NAME = 31
NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\'\s]+")

BLUE, PALE = "#17375E", "#EAF0F7"
HEADER = {"bold": True, "font_color": BLUE, "bg_color": PALE, "bottom": 1, "text_wrap": True}
HEADER_ROW = 4

WIDEST = 50
"""Characters of the widest column; longer texts take more lines."""


class _Sheet(NamedTuple):
    """A table with its place in the workbook and in the report."""

    name: str
    chapter: Chapter
    table: Table


def write_excel(report: Report, file: Path) -> None:
    """Write the tables of the report as a workbook; the same report gives the same bytes."""
    only_text = {"strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, only_text) as workbook:
        workbook.set_properties(
            {
                "title": f"{report.title}, {report.subtitle}",
                "subject": report.subtitle,
                "created": datetime.combine(report.day, time()),
            }
        )
        sheets = list(_sheets(report))
        _write_front(workbook, report, sheets)
        for sheet in sheets:
            _write_sheet(workbook, report, sheet)
        for worksheet in workbook.worksheets():
            worksheet.set_paper(9)  # A4
            worksheet.set_landscape()
            worksheet.fit_to_pages(1, 0)


def _sheets(report: Report) -> Iterator[_Sheet]:
    taken = {FRONT.lower()}
    for chapter in report.chapters:
        for block in chapter.blocks:
            if isinstance(block, Table | Chart):
                table = block.table if isinstance(block, Chart) else block
                name = _free_name(f"{chapter.number} {table.caption}", taken)
                taken.add(name.lower())
                yield _Sheet(name, chapter, table)


def _free_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has, however the two are capitalised."""
    plain = NOT_IN_A_SHEET_NAME.sub(" ", wanted).strip()
    name, number = plain[:LONGEST_SHEET_NAME].strip(), 1
    while name.lower() in taken:
        number += 1
        ending = f" ({number})"
        name = plain[: LONGEST_SHEET_NAME - len(ending)].strip() + ending
    return name


def _write_front(workbook: Workbook, report: Report, sheets: Sequence[_Sheet]) -> None:
    front = workbook.add_worksheet(FRONT)
    front.set_column(0, 0, 14)
    front.set_column(1, 1, 80)
    title, stressed = _title_formats(workbook)
    front.write_string(0, 0, report.title, title)
    front.write_string(1, 0, report.subtitle)
    front.write_string(2, 0, report.statement, stressed)
    told = {
        "Månad": report.month,
        "Organisation": report.organisation_code,
        "Publicering": report.publication,
    }
    for row, line in enumerate(told.items(), start=4):
        for column, text in enumerate(line):
            front.write_string(row, column, text)
    header_row = 5 + len(told)
    header = workbook.add_format(HEADER)
    front.write_string(header_row, 0, "Kapitel", header)
    front.write_string(header_row, 1, "Tabell", header)
    for row, (name, chapter, table) in enumerate(sheets, start=header_row + 1):
        front.write_string(row, 0, chapter.number)
        front.write_url(row, 1, f"internal:'{name}'!A1", string=table.caption)


def _write_sheet(workbook: Workbook, report: Report, told: _Sheet) -> None:
    name, chapter, table = told
    sheet = workbook.add_worksheet(name)
    title, stressed = _title_formats(workbook)
    sheet.write_string(0, 0, table.caption, title)
    sheet.write_string(1, 0, f"{chapter.number} {chapter.heading}")
    sheet.write_string(2, 0, report.statement, stressed)
    _write_header(workbook, sheet, table)
    for row, cells in enumerate(table.rows, start=HEADER_ROW + 1):
        total = table.total and cells is table.rows[-1]
        for column, cell in enumerate(cells):
            _write_cell(workbook, sheet, (row, column), cell, total=total)
        if remarks := _remarks(table.header, cells):
            wrapped = workbook.add_format({"text_wrap": True, "valign": "top", "indent": 1})
            sheet.write_string(row, len(table.header), remarks, wrapped)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.repeat_rows(HEADER_ROW)


def _write_header(workbook: Workbook, sheet: Worksheet, table: Table) -> None:
    for column, (heading, *cells) in enumerate(zip(table.header, *table.rows, strict=True)):
        align = "right" if table.numbers and column > 0 else "left"
        sheet.write_string(
            HEADER_ROW, column, heading, workbook.add_format({**HEADER, "align": align})
        )
        texts = (cell.text if isinstance(cell, Figure) else cell or "" for cell in cells)
        widest = max(map(len, (*heading.split(" "), *texts)))
        sheet.set_column(column, column, min(widest + 3, WIDEST))
    if notes(table):
        column = len(table.header)
        sheet.write_string(
            HEADER_ROW, column, "Anmärkning", workbook.add_format({**HEADER, "indent": 1})
        )
        sheet.set_column(column, column, WIDEST)


def _write_cell(
    workbook: Workbook,
    sheet: Worksheet,
    place: tuple[int, int],
    cell: str | Figure | None,
    *,
    total: bool,
) -> None:
    look = {"valign": "top", **({"bold": True, "top": 1} if total else {})}
    match cell:
        case Figure(value=Decimal() as value):
            number_format = {"num_format": _number_format(cell)}
            sheet.write_number(*place, float(value), workbook.add_format({**look, **number_format}))
        case Figure(text=text):
            sheet.write_string(*place, text, workbook.add_format({**look, "align": "right"}))
        case str():
            sheet.write_string(*place, cell, workbook.add_format({**look, "text_wrap": True}))
        case None:
            sheet.write_blank(*place, None, workbook.add_format(look))


def _number_format(figure: Figure) -> str:
    """What shows the value as its text does: its decimals, a plus, the unit behind it.

    Thousands and decimals are separated as the reader's own Excel does it.
    """
    digits = "#,##0" + ("." + "0" * figure.decimals if figure.decimals else "")
    unit = re.sub(r"^\D*[\d\s.,]*", "", figure.text).replace('"', "")
    shown = f'{digits}"\u00a0{unit}"' if unit else digits
    return f"+{shown};-{shown};{shown}" if figure.text.startswith("+") else shown


def _remarks(header: Sequence[str], row: Sequence[str | Figure | None]) -> str:
    """The notes of the row's figures, each with the heading of its column."""
    return "\n".join(
        f"{heading}: {note}"
        for heading, cell in zip(header, row, strict=True)
        if isinstance(cell, Figure)
        for note in cell.notes
    )


def _title_formats(workbook: Workbook) -> tuple[Format, Format]:
    title = workbook.add_format({"bold": True, "font_size": 14, "font_color": BLUE})
    return title, workbook.add_format({"bold": True})
