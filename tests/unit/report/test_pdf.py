"""The PDF: what a reader sees, and what a screen reader and an archive are told."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import typst
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from orchestration.report.document import Notice
from orchestration.report.pdf import write_pdf
from tests.unit.report.example import (
    EXAMPLE,
    FAULT,
    LONG_WORD,
    SPECIAL,
    TREND,
    VACCINATIONS,
    WITHHELD,
    figures,
    tables,
)

Parts: TypeAlias = dict[str, Any]
"""A dictionary of a PDF, whose values pypdf has no types for."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("pdf") / "report.pdf"
    write_pdf(EXAMPLE, written)
    return written


@pytest.fixture(scope="module")
def pdf(file: Path) -> PdfReader:
    return PdfReader(file)


@pytest.fixture(scope="module")
def catalog(pdf: PdfReader) -> Parts:
    return pdf.root_object


@pytest.fixture(scope="module")
def pages(pdf: PdfReader) -> list[str]:
    return texts(pdf)


@pytest.fixture(scope="module")
def structure(pdf: PdfReader) -> dict[str, list[Parts]]:
    """The elements of the structure by their kind, in reading order."""
    found: dict[str, list[Parts]] = defaultdict(list)
    for element in elements(pdf.root_object["/StructTreeRoot"]):
        found[element["/S"]].append(element)
    return found


def elements(part: PdfObject) -> Iterator[Parts]:
    node = part.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from elements(child)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def packed(text: str) -> str:
    """A text without its spaces and the breaks of its lines."""
    return re.sub(r"[\s\u200b]+", "", text)


def texts(pdf: PdfReader) -> list[str]:
    return [packed(page.extract_text()) for page in pdf.pages]


def test_it_is_tagged_swedish_and_shows_its_title(pdf: PdfReader, catalog: Parts) -> None:
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "sv-SE"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"{EXAMPLE.title}, {EXAMPLE.subtitle}"
    assert pdf.metadata.author is None


def test_it_says_which_standards_it_keeps(catalog: Parts) -> None:
    metadata = catalog["/Metadata"].get_data().decode()

    for said in ("pdfuaid:part>1<", "pdfaid:part>2<", "pdfaid:conformance>A<"):
        assert said in metadata


def test_every_figure_and_every_text_is_in_it(pages: list[str]) -> None:
    text = "".join(pages)

    for figure in figures():
        assert packed(figure.text) in text, figure
    assert EXAMPLE.publication in text
    assert text.count("Observera.") == 2


def test_notes_are_numbered_below_what_has_their_figures(pages: list[str]) -> None:
    text = "".join(pages)

    for marked in ("14,0mnkr1,2.", "\u20131,2", "28,4%2", "\u221210,0mnkr1"):
        assert marked in text
    # A paragraph, a list, a table and the table of a chart; a paragraph and a table.
    assert (text.count(packed(FAULT)), text.count(packed(WITHHELD))) == (4, 2)
    assert packed(f"14,0 mnkr1,2.1{FAULT}2{WITHHELD}") in text


def test_no_text_is_markup(pages: list[str]) -> None:
    text = "".join(pages)

    # A paragraph twice, an item, a notice, a heading and its line in the contents, a cell.
    assert text.count(packed(SPECIAL)) == 7
    assert text.count(LONG_WORD) == 2


def test_every_page_says_what_must_be_said_and_which_it_is(pages: list[str]) -> None:
    for number, text in enumerate(pages, start=1):
        assert text.count(packed(EXAMPLE.statement)) == (2 if number == 1 else 1)
        assert f"Sida{number}av{len(pages)}" in text
        if number > 1:
            assert packed(f"{EXAMPLE.title}{EXAMPLE.subtitle} · {EXAMPLE.month}") in text


def test_nothing_is_said_where_nothing_must_be(tmp_path: Path) -> None:
    write_pdf(replace(EXAMPLE, statement="", chapters=()), tmp_path / "report.pdf")

    assert "Observera" not in "".join(texts(PdfReader(tmp_path / "report.pdf")))


def test_the_contents_name_the_page_of_each_chapter(pages: list[str]) -> None:
    first, *others = pages

    for chapter in EXAMPLE.chapters:
        heading = packed(f"{chapter.number}{chapter.heading}")
        entry = re.search(rf"{re.escape(heading)}\.+(\d)", first)
        assert entry, chapter
        assert heading in others[int(entry[1]) - 2]


def test_headings_have_their_levels(structure: dict[str, list[Parts]]) -> None:
    for level, above in ((1, ["Innehåll"]), (2, []), (3, [])):
        of_level = [chapter.heading for chapter in EXAMPLE.chapters if chapter.level == level]
        assert [heading["/T"] for heading in structure[f"/H{level}"]] == above + of_level


def test_a_table_over_pages_repeats_its_header_and_is_one_table(
    pages: list[str], structure: dict[str, list[Parts]]
) -> None:
    on_pages = [text for text in pages if "VårdcentralenÅngström" in text]

    assert len(on_pages) >= 3
    assert all("".join(VACCINATIONS.header) in text for text in on_pages)
    assert len(structure["/Table"]) == len(tables())


def test_headers_of_tables_are_told_from_their_data(
    structure: dict[str, list[Parts]],
) -> None:
    assert len(structure["/TH"]) == sum(len(table.header) for table in tables())
    assert len(structure["/TR"]) == sum(1 + len(table.rows) for table in tables())


def test_charts_are_described_in_words(structure: dict[str, list[Parts]]) -> None:
    assert [figure["/Alt"] for figure in structure["/Figure"]] == [TREND.description]


def test_own_words_are_labelled_once_where_they_stand_together(pages: list[str]) -> None:
    assert "".join(pages).count(packed("Förvaltningens kommentar")) == 1


def test_the_same_report_is_the_same_file(file: Path, pdf: PdfReader, tmp_path: Path) -> None:
    write_pdf(EXAMPLE, tmp_path / "again.pdf")

    assert (tmp_path / "again.pdf").read_bytes() == file.read_bytes()
    assert pdf.metadata is not None
    assert pdf.metadata.creation_date is not None
    assert pdf.metadata.creation_date.date() == EXAMPLE.day


def test_a_character_that_no_font_has_is_named(tmp_path: Path) -> None:
    chapter = replace(EXAMPLE.chapters[0], blocks=(Notice("Bra \U0001f600"),))

    with pytest.raises(typst.TypstError, match="\U0001f600"):
        write_pdf(replace(EXAMPLE, chapters=(chapter,)), tmp_path / "report.pdf")
    assert not (tmp_path / "report.pdf").exists()
