"""The report as PDF, for print and for the archive: PDF/A-2a, and PDF/UA-1, which all can read.

Here: the report as the data that the template `report.typ` is given.
Not here: how it looks, which the template decides.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typst

from orchestration.report import drawing
from orchestration.report.document import (
    Block,
    Bullets,
    Chapter,
    Chart,
    Figure,
    Notice,
    Paragraph,
    Report,
    Run,
    Strong,
    Table,
    notes,
)

TEMPLATE = Path(__file__).with_name("report.typ")


def write_pdf(report: Report, file: Path) -> None:
    """Write the report as PDF; the same report gives the same bytes.

    Raises:
        typst.TypstError: a text has a character that none of Typst's own fonts has. It is named.
    """
    compiled = typst.compile(
        TEMPLATE,
        format="pdf",
        # Level A of PDF/A is the tagged one; PDF/A-4 is of PDF 2.0, which PDF/UA-1 is not.
        pdf_standards=["a-2a", "ua-1"],
        sys_inputs={"report": json.dumps(_report(report))},
        ignore_system_fonts=True,
    )
    file.write_bytes(compiled)


def _report(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "organisation_code": report.organisation_code,
        "month": report.month,
        "day": {"year": report.day.year, "month": report.day.month, "day": report.day.day},
        "publication": report.publication,
        "statement": report.statement,
        "chapters": [_chapter(chapter) for chapter in report.chapters],
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "number": chapter.number,
        "heading": chapter.heading,
        "level": chapter.level,
        "passages": [
            {"origin": origin, "blocks": [_block(block) for block in blocks]}
            for origin, blocks in chapter.by_origin()
        ],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(text):
            told = notes(block)
            return {"kind": "paragraph", "text": _runs(text, told), "notes": told}
        case Bullets(items):
            told = notes(block)
            lines = [_runs(item, told) for item in items]
            return {"kind": "bullets", "items": lines, "notes": told}
        case Notice(text):
            return {"kind": "notice", "text": text}
        case Table():
            return {"kind": "table", **_table(block)}
        case Chart(title, description, _, table):
            return {
                "kind": "chart",
                "title": title,
                "description": description,
                "svg": drawing.svg(block),
                "table": _table(table),
            }


def _table(table: Table) -> dict[str, Any]:
    told = notes(table)
    rows = [[_runs(() if cell is None else (cell,), told) for cell in row] for row in table.rows]
    return {
        "caption": table.caption,
        "header": table.header,
        "rows": rows,
        "numbers": table.numbers,
        "total": table.total,
        "notes": told,
    }


def _runs(runs: Iterable[Run], told: Sequence[str]) -> list[dict[str, Any]]:
    return [_run(run, told) for run in runs]


def _run(run: Run, told: Sequence[str]) -> dict[str, Any]:
    match run:
        case Figure(text=text):
            marks = sorted(told.index(note) + 1 for note in run.notes)
            return {"text": text, "strong": False, "marks": marks}
        case Strong(text):
            return {"text": text, "strong": True, "marks": []}
        case str():
            return {"text": run, "strong": False, "marks": []}
