"""The workbook: numbers that are numbers, texts that are nothing but texts."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from orchestration.report.document import Chapter, Figure, Report, Table
from orchestration.report.excel import write_excel
from tests.unit.report.example import (
    ACTIONS,
    EXAMPLE,
    FAULT,
    FORMULAS,
    WITHHELD,
    figure,
    tables,
    thousands,
)

HEADER_ROW = 5


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("excel") / "report.xlsx"
    write_excel(EXAMPLE, written)
    return written


@pytest.fixture(scope="module")
def workbook(file: Path) -> Workbook:
    return openpyxl.load_workbook(file)


def with_tables(*captions: str) -> Report:
    """A report with tables of these captions in its chapter 2.1."""
    blocks = tuple(Table(caption, ("A", "B"), (("a", None),)) for caption in captions)
    return replace(EXAMPLE, chapters=(Chapter("c", "2.1", "Kapitel", 2, blocks),))


def test_a_sheet_for_each_table_also_of_a_chart(workbook: Workbook) -> None:
    assert workbook.sheetnames == [
        "Innehåll",
        "2.1 Digital tillgänglighet",
        "2.1 Vårdcentraler, antal listad",
        "3.1 Utveckling av budgetavvikel",
        "3.1.1 Resultaträkning, tkr",
        "3.2 Åtgärdsplan",
    ]
    for table, sheet in zip(tables(), workbook.worksheets[1:], strict=True):
        assert sheet["A1"].value == table.caption
        header = [cell.value for cell in sheet[HEADER_ROW]]
        assert header[: len(table.header)] == list(table.header)


def test_names_of_sheets_are_free_and_short_and_of_signs_that_excel_takes(tmp_path: Path) -> None:
    long = "En rubrik som är för lång för namnet på ett blad"
    write_excel(with_tables("Ab/c: [d]?*\\'", "AB C D", long, long), tmp_path / "report.xlsx")

    names = openpyxl.load_workbook(tmp_path / "report.xlsx").sheetnames
    assert names == [
        "Innehåll",
        "2.1 Ab c d",
        "2.1 AB C D (2)",
        "2.1 En rubrik som är för lång f",
        "2.1 En rubrik som är för lå (2)",
    ]


def test_the_first_sheet_says_what_it_is_and_leads_to_the_others(workbook: Workbook) -> None:
    front = workbook.worksheets[0]
    said = [cell.value for row in front for cell in row if cell.value]
    links = [cell.hyperlink.location for row in front for cell in row if cell.hyperlink]

    for text in (EXAMPLE.title, EXAMPLE.subtitle, EXAMPLE.statement, EXAMPLE.publication):
        assert text in said
    assert links == [f"'{name}'!A1" for name in workbook.sheetnames[1:]]


def test_every_sheet_says_what_must_be_said(workbook: Workbook) -> None:
    assert {sheet["A3"].value for sheet in workbook.worksheets} == {EXAMPLE.statement}


def test_figures_are_numbers_and_words_are_words(workbook: Workbook) -> None:
    for table, sheet in zip(tables(), workbook.worksheets[1:], strict=True):
        rows = sheet.iter_rows(min_row=HEADER_ROW + 1, max_col=len(table.header))
        for cells, written in zip(table.rows, rows, strict=True):
            for cell, place in zip(cells, written, strict=True):
                match cell:
                    case Figure(value=Decimal() as value):
                        assert (place.data_type, place.value) == ("n", float(value))
                    case Figure(text=text) | str(text):
                        assert (place.data_type, place.value) == ("s", text)
                    case None:
                        assert place.value is None


@pytest.mark.parametrize(
    ("printed", "number_format"),
    [
        (thousands(-1464), "#,##0"),
        (figure("\u22121\u202f464 tkr", "-1464"), '#,##0"\u00a0tkr"'),
        (figure("6,00", "6.00"), "#,##0.00"),
        (figure("10,3\u00a0%", "10.3", "percent"), '#,##0.0"\u00a0%"'),
        (figure("+5,8", "5.8", "mnkr"), "+#,##0.0;-#,##0.0;#,##0.0"),
        (figure("279 personer", "279", "persons"), '#,##0"\u00a0personer"'),
    ],
)
def test_numbers_are_shown_as_they_are_printed(
    printed: Figure, number_format: str, tmp_path: Path
) -> None:
    table = Table("T", ("A", "B"), (("a", printed),))
    chapter = Chapter("c", "1", "Kapitel", 1, (table,))
    write_excel(replace(EXAMPLE, chapters=(chapter,)), tmp_path / "report.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx").worksheets[1]
    assert sheet.cell(HEADER_ROW + 1, 2).number_format == number_format


def test_no_text_is_a_formula_or_a_link(workbook: Workbook, tmp_path: Path) -> None:
    sheet = workbook.worksheets[1 + tables().index(ACTIONS)]
    cells = [cell for row in sheet for cell in row if cell.value in FORMULAS]
    assert len(cells) == 2 * len(FORMULAS)

    for formula in FORMULAS:
        report = replace(with_tables(formula), title=formula, subtitle=formula, statement=formula)
        write_excel(report, tmp_path / "report.xlsx")
        written = openpyxl.load_workbook(tmp_path / "report.xlsx")
        cells += [c for sheet in written for row in sheet for c in row if c.value == formula]
    # A title, a subtitle, a statement twice, a caption, and the caption in the contents.
    assert len(cells) == (2 + 6) * len(FORMULAS)
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.hyperlink.target for cell in cells if cell.hyperlink} <= {None}


def test_notes_stand_in_the_row_of_their_figures(workbook: Workbook) -> None:
    digital, vaccinations, *_ = workbook.worksheets[1:]

    assert [cell.value for cell in digital["F"][HEADER_ROW - 1 :]] == [
        "Anmärkning",
        f"Jan: {FAULT}",
        f"Jan: {WITHHELD}\nJan: {FAULT}\nFeb: {WITHHELD}",
        None,
    ]
    assert vaccinations.max_column == 3


def test_the_header_stays_in_sight_and_a_sum_stands_out(workbook: Workbook) -> None:
    for table, sheet in zip(tables(), workbook.worksheets[1:], strict=True):
        assert sheet.freeze_panes == "B6"
        last = HEADER_ROW + len(table.rows)
        assert sheet.cell(last, 1).font.bold == table.total
        assert not sheet.cell(last - 1, 1).font.bold


def test_the_same_report_is_the_same_file(file: Path, workbook: Workbook, tmp_path: Path) -> None:
    write_excel(EXAMPLE, tmp_path / "again.xlsx")

    assert (tmp_path / "again.xlsx").read_bytes() == file.read_bytes()
    assert workbook.properties.created.isoformat() == "2024-02-29T00:00:00"
    assert workbook.properties.title == f"{EXAMPLE.title}, {EXAMPLE.subtitle}"
