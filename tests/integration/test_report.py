"""The monthly reports of both documents' organisations and months, from a region's first run."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from docx import Document
from lxml import html
from openpyxl import load_workbook
from pypdf import PageObject, PdfReader

from orchestration.figure import FigureKey, number
from orchestration.marts import Marts, published_marts
from orchestration.report import __main__ as command
from orchestration.report.document import Figure, Report, Table
from orchestration.report.make import COMMENTS, Made, NoSuchReport, make_report

REPORTS = {"adh": ("ADH", "2024-02"), "nsvh": ("NSVH", "2024-11")}


@pytest.fixture(scope="module")
def marts(region_after_first_run: Path) -> Iterator[Marts]:
    with published_marts(region_after_first_run / "warehouse" / "marts.duckdb") as opened:
        yield opened


@pytest.fixture(scope="module")
def made(marts: Marts, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    directory = tmp_path_factory.mktemp("reports")
    return {name: make_report(marts, *of, directory) for name, of in REPORTS.items()}


@pytest.fixture(scope="module", params=list(REPORTS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def printed_figures(file: Path) -> dict[str, set[str]]:
    """What is printed for each key, as it is read."""
    page = html.fromstring(file.read_text("utf-8"))
    printed: dict[str, set[str]] = defaultdict(set)
    for element in page.xpath("//*[@data-figure]"):
        printed[element.get("data-figure")].add(element.text_content())
    return printed


def expected(figure: dict[str, Any]) -> set[str]:
    """The prints that say what the document says: with its unit, or under a header that has it."""
    value: Decimal = figure["published_value"]
    digits = number(value, figure["decimals"])
    unit = {"percent": "%", "persons": "personer", "count": ""}.get(figure["unit"], figure["unit"])
    with_unit = f"{digits}\u202f{unit}" if unit else digits
    if figure["qualifier"] == "over":
        return {f"över {with_unit}"}
    signed = {f"+{digits}", f"+{with_unit}"} if value > 0 else set()
    return {digits, with_unit, *signed}


def test_every_figure_of_the_document_is_printed_as_the_document_prints_it(
    marts: Marts, made: dict[str, Made], name: str
) -> None:
    printed = printed_figures(made[name].files["html"])
    figures = [
        figure
        for figure in marts.rows("from published_reconciliation where kind <> 'chart'")
        if figure["figure_id"].startswith(f"{name}.") and figure["kind"] != "quality"
    ]
    not_found = [
        (figure["figure_id"], expected(figure), printed[str(FigureKey.of(figure))])
        for figure in figures
        if figure["published_value"] is not None
        and not expected(figure) & printed[str(FigureKey.of(figure))]
    ]

    assert len(figures) == {"adh": 155, "nsvh": 27}[name]
    assert not_found == []


def test_what_the_document_calls_unknown_or_has_not_is_printed_as_that(
    made: dict[str, Made],
) -> None:
    printed = printed_figures(made["adh"].files["html"])

    for action, organisation in (("action_2", "ADH-MD-RTG"), ("action_3", "ADH-HF")):
        for year in ("2024", "2025"):
            key = f"action_plan_effect/{organisation}/{action}/{year}/full_year"
            assert printed[key] == {"Oklar"}
    young = FigureKey(
        "digital_share", "ADH-AS-SJR", "travel_allowance_applications", "2024-02", "r12"
    )
    assert printed[str(young)] == {"–"}
    assert "har följts kortare tid än tolv månader" in made["adh"].files["html"].read_text()


def test_a_fault_of_the_source_stands_where_its_figures_stand(made: dict[str, Made]) -> None:
    page = html.fromstring(made["adh"].files["html"].read_text("utf-8"))
    (section,) = page.xpath("//section[@aria-labelledby='sjukfranvaro']")

    assert "rapporterar ca 20–30 % för låg sjukfrånvaro" in section.text_content()
    assert "Ambulans" in section.xpath(".//p[@class='notice']")[0].text_content()
    (turnover,) = page.xpath("//section[@aria-labelledby='personalomsattning']")
    assert "årspoolsavtal" in turnover.xpath(".//p[@class='notice']")[0].text_content()


def test_every_document_says_that_the_sample_is_synthetic(made: dict[str, Made], name: str) -> None:
    files = made[name].files
    statement = made[name].report.statement

    assert "syntetiska" in statement
    assert statement in files["html"].read_text("utf-8")
    assert all("syntetiska" in _text_of_page(page) for page in PdfReader(files["pdf"]).pages)
    assert any(statement in paragraph.text for paragraph in Document(str(files["docx"])).paragraphs)
    first_sheet = load_workbook(files["xlsx"]).worksheets[0]
    assert any(statement in str(cell.value) for row in first_sheet.rows for cell in row)


def _text_of_page(page: PageObject) -> str:
    return re.sub(r"\s+", " ", page.extract_text())


def figures_of(report: Report) -> list[Figure]:
    return [
        cell
        for chapter in report.chapters
        for block in chapter.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if isinstance(cell, Figure)
    ]


def test_every_format_has_every_figure_of_every_table(made: dict[str, Made], name: str) -> None:
    files = made[name].files
    squeezed = "".join(
        "".join(page.extract_text() for page in PdfReader(files["pdf"]).pages).split()
    )
    document = Document(str(files["docx"]))
    word = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    sheets = load_workbook(files["xlsx"]).worksheets
    numbers = {
        round(Decimal(str(cell.value)), 2)
        for sheet in sheets
        for row in sheet.rows
        for cell in row
        if isinstance(cell.value, int | float)
    }

    figures = figures_of(made[name].report)
    assert len(figures) > 100
    for figure in figures:
        assert "".join(figure.text.split()) in squeezed, figure
        assert any(text.startswith(figure.text) for text in word), figure
        assert figure.value is None or round(figure.value, 2) in numbers, figure


def test_own_words_are_kept_and_stand_in_their_chapter(marts: Marts, tmp_path: Path) -> None:
    first = make_report(marts, "NSVH-FTV", "2024-11", tmp_path)
    comments = first.files["html"].parent / COMMENTS
    file = comments / "personalomsattning.md"
    assert {chapter.name for chapter in first.report.chapters} == {
        each.stem for each in comments.glob("*.md")
    }
    written = (
        file.read_text("utf-8") + "Vi ser en **sjunkande** trend.\n\n- Ambulansen\n- Röntgen\n"
    )
    file.write_text(written, "utf-8")

    second = make_report(marts, "NSVH-FTV", "2024-11", tmp_path)

    assert file.read_text("utf-8") == written
    page = html.fromstring(second.files["html"].read_text("utf-8"))
    (section,) = page.xpath("//section[@aria-labelledby='personalomsattning']")
    (own,) = section.xpath(".//div[@class='own']")
    assert "Vi ser en sjunkande trend." in own.text_content()
    assert own.xpath(".//strong/text()") == ["sjunkande"]
    assert own.xpath(".//li/text()") == ["Ambulansen", "Röntgen"]
    word = "\n".join(p.text for p in Document(str(second.files["docx"])).paragraphs)
    pdf = "".join(
        "".join(page.extract_text() for page in PdfReader(second.files["pdf"]).pages).split()
    )
    assert "Vi ser en sjunkande trend." in word
    assert "Viserensjunkandetrend." in pdf


def test_the_same_marts_give_the_same_report(
    marts: Marts, made: dict[str, Made], tmp_path: Path
) -> None:
    again = make_report(marts, *REPORTS["nsvh"], tmp_path)

    for kind, file in again.files.items():
        assert file.read_bytes() == made["nsvh"].files[kind].read_bytes(), kind


@pytest.mark.parametrize("organisation", ["RH", "HS", "PSH", "ADH-AS-AMB", "NSVH-FTV"])
def test_every_organisation_has_a_report(marts: Marts, organisation: str, tmp_path: Path) -> None:
    report = make_report(marts, organisation, "2023-01", tmp_path).report

    assert {"sammanfattning", "resultatrakning", "om-rapporten"} <= {
        chapter.name for chapter in report.chapters
    }


@pytest.mark.parametrize(
    ("organisation", "month", "named"),
    [("ADQ", "2024-02", "ADH"), ("ADH", "2031-01", "2023-01 till 2024-11")],
)
def test_no_such_report(
    marts: Marts, organisation: str, month: str, named: str, tmp_path: Path
) -> None:
    with pytest.raises(NoSuchReport, match=named):
        make_report(marts, organisation, month, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_where_the_report_is(
    region_after_first_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = region_after_first_run / "warehouse" / "marts.duckdb"
    (tmp_path / "marts.duckdb").symlink_to(published)
    monkeypatch.setattr(command, "WAREHOUSE", tmp_path)
    runner = CliRunner()

    result = runner.invoke(command.main, ["--organisation", "NSVH-VC", "--month", "2024-11"])
    assert result.exit_code == 0, result.output
    for kind in ("html", "pdf", "docx", "xlsx"):
        file = (
            tmp_path / "reports" / "NSVH-VC" / "2024-11" / f"manadsrapport_NSVH-VC_2024-11.{kind}"
        )
        assert str(file) in result.output
        assert file.exists()
    assert runner.invoke(command.main, ["--organisation", "ADQ"]).exit_code == 2
