"""The Word document: its styles, tables and pictures, and what it says of itself."""

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table as WordTable

from orchestration.report.word import write_word
from tests.unit.report.example import (
    DIGITAL,
    EXAMPLE,
    FAULT,
    INCOME_STATEMENT,
    SPECIAL,
    TREND,
    WITHHELD,
    figures,
    tables,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("word") / "report.docx"
    write_word(EXAMPLE, written)
    return written


@pytest.fixture(scope="module")
def document(file: Path) -> Document:
    return docx.Document(str(file))


def of_style(document: Document, name: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style is not None and p.style.name == name]


def cells(table: WordTable) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_headings_are_headings_with_their_numbers(document: Document) -> None:
    for level in (1, 2, 3):
        assert of_style(document, f"Heading {level}") == [
            f"{chapter.number} {chapter.heading}"
            for chapter in EXAMPLE.chapters
            if chapter.level == level
        ]


def test_everything_is_swedish(document: Document) -> None:
    languages = document.styles.element.xpath("//w:lang/@w:val")

    assert languages == ["sv-SE"]
    assert document.core_properties.language == "sv-SE"


def test_it_tells_what_it_is_and_not_when_it_was_written(document: Document) -> None:
    properties = document.core_properties

    assert properties.title == f"{EXAMPLE.title}, {EXAMPLE.subtitle}"
    assert properties.subject == EXAMPLE.subtitle
    assert (properties.author, properties.comments) == ("", "")
    created = properties.created
    assert created is not None
    assert created.replace(tzinfo=None).isoformat() == "2024-02-29T00:00:00"
    assert properties.modified == created


def test_the_same_report_is_the_same_file(file: Path, tmp_path: Path) -> None:
    write_word(EXAMPLE, tmp_path / "again.docx")

    assert (tmp_path / "again.docx").read_bytes() == file.read_bytes()
    with ZipFile(file) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_what_must_be_said_stands_first_and_on_every_page(document: Document) -> None:
    assert of_style(document, "Observera")[0] == f"Observera. {EXAMPLE.statement}"
    (footer,) = document.sections[0].footer.paragraphs
    assert footer.text.startswith(EXAMPLE.statement)
    assert document.sections[0].footer.part.element.xpath("//w:fldSimple/@w:instr") == ["PAGE"]
    assert EXAMPLE.subtitle in document.sections[0].header.paragraphs[0].text


def test_nothing_is_said_where_nothing_must_be(tmp_path: Path) -> None:
    write_word(replace(EXAMPLE, statement="", chapters=()), tmp_path / "report.docx")

    document = docx.Document(str(tmp_path / "report.docx"))
    assert of_style(document, "Observera") == []
    assert document.sections[0].footer.paragraphs[0].text.startswith("Sida")


def test_a_table_has_its_caption_its_cells_and_a_header_that_is_repeated(
    document: Document,
) -> None:
    assert of_style(document, "Caption") == [
        "Digital tillgänglighet",
        "Vårdcentraler, antal listade",
        TREND.title,
        TREND.table.caption,
        "Resultaträkning, tkr",
        "Åtgärdsplan",
    ]
    for written, table in zip(document.tables, tables(), strict=True):
        first, *others = cells(written)
        assert first == list(table.header)
        assert len(others) == len(table.rows)
    repeated = document.element.xpath("//w:tr[w:trPr/w:tblHeader]")
    assert repeated == document.element.xpath("//w:tr[not(preceding-sibling::w:tr)]")


def test_numbers_are_aligned_and_only_a_sum_stands_out(document: Document) -> None:
    for table, look in zip(tables(), document.element.xpath("//w:tblLook"), strict=True):
        assert look.get(qn("w:lastRow")) == ("1" if table is INCOME_STATEMENT else "0")
    right = document.element.xpath("//w:tc[w:p/w:pPr/w:jc/@w:val='right']")
    assert len(right) == sum(
        (len(table.header) - 1) * (1 + len(table.rows)) for table in tables() if table.numbers
    )


def test_notes_are_numbered_where_their_figures_stand(document: Document) -> None:
    paragraph = document.paragraphs[5]
    assert paragraph.text.endswith("14,0 mnkr1,2.")
    assert [run.text for run in paragraph.runs if run.font.superscript] == ["1,2"]
    both, one = [f"1 {FAULT}", f"2 {WITHHELD}"], [f"1 {FAULT}"]
    written = [note for note in of_style(document, "Anmärkning") if note]
    assert written == both + one + both + one
    digital = document.tables[tables().index(DIGITAL)]
    assert cells(digital)[2][3:] == ["\u20131,2", "28,4\u00a0%2"]


def test_a_chart_is_a_picture_described_in_words(document: Document) -> None:
    assert document.element.xpath("//wp:docPr/@descr") == [TREND.description]
    (picture,) = document.inline_shapes
    assert picture.width == Mm(210 - 2 * 24)


def test_every_figure_and_every_text_is_in_it(document: Document) -> None:
    text = "".join(document.element.xpath("//w:t/text()"))

    for figure in figures():
        assert figure.text in text
    assert text.count(SPECIAL) == 6


def test_own_words_are_told_apart(document: Document) -> None:
    assert of_style(document, "Kommentarsrubrik") == ["Förvaltningens kommentar"]
    assert len(of_style(document, "Kommentar")) == 2
    assert len(of_style(document, "Kommentarspunkt")) == 2
    assert of_style(document, "List Bullet") == ["Röntgen: \u221210,0 mnkr1"]
