"""The report as a Word document, in which those who work with it go on writing.

Here: headings, tables and pictures as Word has them, so that its navigation and a screen reader
find them. How they look stands in styles, which a reader can change.
Not here: print, which is the PDF's.
"""

from collections.abc import Sequence
from datetime import datetime, time
from io import BytesIO
from pathlib import Path
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.oxml.text.paragraph import CT_P
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from orchestration.report import drawing
from orchestration.report.document import (
    Block,
    Bullets,
    Chapter,
    Chart,
    Figure,
    Notice,
    Origin,
    Paragraph,
    Report,
    Run,
    Strong,
    Table,
    notes,
)

TEXT_WIDTH = Mm(162)
SIDE_MARGIN = Mm(24)

MOST_COLUMNS = 6
"""A table of more columns than these is set in smaller type."""

BLUE, GREY, OCHRE, BLACK = "17375E", "5A6470", "A8690A", "000000"
PALE_BLUE, PALE_OCHRE, HAIRLINE = "EAF0F7", "FBF5EA", "C3CCD6"

BUILT_IN_STYLES = {
    "Title": (22, BLUE),
    "Subtitle": (14, BLUE),
    "Heading 1": (16, BLUE),
    "Heading 2": (13, BLUE),
    "Heading 3": (11, BLUE),
    "Caption": (10, BLACK),
    "Header": (9, GREY),
    "Footer": (9, GREY),
}
"""Size and colour of the styles that Word has."""

_OWN_WORDS = f'<w:pBdr><w:left w:val="single" w:sz="8" w:space="8" w:color="{BLUE}"/></w:pBdr>'
_NOTICE = (
    f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="6" w:color="{OCHRE}"/></w:pBdr>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE_OCHRE}"/>'
)

OTHER_STYLES = {
    "Observera": ("Normal", f'{_NOTICE}<w:spacing w:before="160"/><w:ind w:left="170"/>', ""),
    "Kommentar": ("Normal", f'{_OWN_WORDS}<w:ind w:left="170"/>', ""),
    "Kommentarsrubrik": (
        "Kommentar",
        '<w:keepNext/><w:spacing w:after="60"/>',
        f'<w:i/><w:color w:val="{BLUE}"/><w:sz w:val="18"/>',
    ),
    "Kommentarspunkt": ("ListBullet", f'{_OWN_WORDS}<w:ind w:left="530" w:hanging="360"/>', ""),
    "Anmärkning": (
        "Normal",
        '<w:spacing w:before="60" w:line="240" w:lineRule="auto"/><w:contextualSpacing/>',
        f'<w:color w:val="{GREY}"/><w:sz w:val="18"/>',
    ),
    "Tabelltext": (
        "Normal",
        '<w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>',
        '<w:sz w:val="19"/>',
    ),
    "Tabelltextliten": ("Tabelltext", "", '<w:sz w:val="15"/>'),
}
"""The styles that Word does not have: what each is based on, its paragraph, its characters."""

TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Rapporttabell">
  <w:name w:val="Rapporttabell"/>
  <w:basedOn w:val="TableNormal"/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:color="{BLUE}"/>
      <w:bottom w:val="single" w:sz="8" w:color="{BLUE}"/>
      <w:insideH w:val="single" w:sz="4" w:color="{HAIRLINE}"/>
    </w:tblBorders>
    <w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/><w:color w:val="{BLUE}"/></w:rPr>
    <w:tcPr>
      <w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="{BLUE}"/></w:tcBorders>
      <w:shd w:val="clear" w:color="auto" w:fill="{PALE_BLUE}"/>
      <w:vAlign w:val="bottom"/>
    </w:tcPr>
  </w:tblStylePr>
  <w:tblStylePr w:type="lastRow">
    <w:rPr><w:b/></w:rPr>
    <w:tcPr><w:tcBorders><w:top w:val="single" w:sz="8" w:color="{BLUE}"/></w:tcBorders></w:tcPr>
  </w:tblStylePr>
</w:style>
"""


def write_word(report: Report, file: Path) -> None:
    """Write the report as a Word document; the same report gives the same bytes."""
    document = docx.Document()
    _make_styles(document)
    _tell_properties(document, report)
    _lay_out_pages(document, report)
    _write_front(document, report)
    for chapter in report.chapters:
        _write_chapter(document, chapter)
    _save(document, file)


def _make_styles(document: Document) -> None:
    styles = document.styles
    for name, (size, colour) in BUILT_IN_STYLES.items():
        style = styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor.from_string(colour)
        if name.startswith(("Heading", "Caption")):
            style.paragraph_format.space_after = Pt(4)
            style.paragraph_format.keep_with_next = True
    for name, (base, paragraph, characters) in OTHER_STYLES.items():
        styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1" w:styleId="{name}">'
                f'<w:name w:val="{name}"/><w:basedOn w:val="{base}"/><w:qFormat/>'
                f"<w:pPr>{paragraph}</w:pPr><w:rPr>{characters}</w:rPr></w:style>"
            )
        )
    styles.element.append(parse_xml(TABLE_STYLE))
    (language,) = styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
    language.set(qn("w:val"), "sv-SE")


def _tell_properties(document: Document, report: Report) -> None:
    properties = document.core_properties
    properties.title = f"{report.title}, {report.subtitle}"
    properties.subject = report.subtitle
    properties.language = "sv-SE"
    properties.created = properties.modified = datetime.combine(report.day, time())
    # What the empty document of python-docx tells of itself.
    properties.author = properties.comments = ""


def _lay_out_pages(document: Document, report: Report) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = SIDE_MARGIN
    section.header.paragraphs[0].text = f"{report.title} · {report.subtitle} · {report.month}"
    footer = section.footer.paragraphs[0]
    footer.text = f"{report.statement} Sida ".lstrip()
    page = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    footer.runs[-1].element.addnext(parse_xml(page))


def _write_front(document: Document, report: Report) -> None:
    document.add_paragraph(report.title, "Title")
    document.add_paragraph(report.subtitle, "Subtitle")
    document.add_paragraph(
        f"Månad {report.month} · Organisation {report.organisation_code}"
        f" · Publicering {report.publication}"
    )
    if report.statement:
        _write_notice(document, report.statement)


def _write_chapter(document: Document, chapter: Chapter) -> None:
    document.add_heading(f"{chapter.number} {chapter.heading}", chapter.level)
    for origin, blocks in chapter.by_origin():
        if origin == "own":
            document.add_paragraph("Förvaltningens kommentar", "Kommentarsrubrik")
        for block in blocks:
            _write_block(document, block, origin)


def _write_block(document: Document, block: Block, origin: Origin) -> None:
    match block:
        case Paragraph(text):
            style = "Kommentar" if origin == "own" else "Normal"
            _write_runs(document.add_paragraph(style=style), text, notes(block))
            _write_notes(document, notes(block))
        case Bullets(items):
            style = "Kommentarspunkt" if origin == "own" else "List Bullet"
            for item in items:
                _write_runs(document.add_paragraph(style=style), item, notes(block))
            _write_notes(document, notes(block))
        case Notice(text):
            _write_notice(document, text)
        case Table():
            _write_table(document, block)
        case Chart(table=table):
            _write_chart(document, block)
            _write_table(document, table)


def _write_runs(paragraph: WordParagraph, runs: Sequence[Run], told: Sequence[str]) -> None:
    for run in runs:
        match run:
            case Figure(text=text):
                paragraph.add_run(text)
                marks = sorted(told.index(note) + 1 for note in run.notes)
                if marks:
                    paragraph.add_run(",".join(map(str, marks))).font.superscript = True
            case Strong(text):
                paragraph.add_run(text).bold = True
            case str():
                paragraph.add_run(run)


def _write_notes(document: Document, told: Sequence[str]) -> None:
    for number, note in enumerate(told, start=1):
        paragraph = document.add_paragraph(style="Anmärkning")
        paragraph.add_run(str(number)).font.superscript = True
        paragraph.add_run(f" {note}")


def _write_notice(document: Document, text: str) -> None:
    paragraph = document.add_paragraph(style="Observera")
    paragraph.add_run("Observera. ").bold = True
    paragraph.add_run(text)


def _write_chart(document: Document, chart: Chart) -> None:
    document.add_paragraph(chart.title, "Caption")
    run = document.add_paragraph().add_run()
    run.add_picture(BytesIO(drawing.png(chart)), width=TEXT_WIDTH)
    (picture,) = run.element.xpath(".//wp:docPr")
    picture.set("descr", chart.description)


def _write_table(document: Document, table: Table) -> None:
    document.add_paragraph(table.caption, "Caption")
    told = notes(table)
    style = "Tabelltext" if len(table.header) <= MOST_COLUMNS else "Tabelltextliten"
    written = document.add_table(1 + len(table.rows), len(table.header), "Rapporttabell")
    for column, width in zip(written.columns, _widths(table), strict=True):
        column.width = width
    for row, cells in zip(written.rows, (table.header, *table.rows), strict=True):
        for number, (place, cell) in enumerate(zip(row.cells, cells, strict=True)):
            paragraph = place.paragraphs[0]
            # By its identity: python-docx looks through all styles for a name, cell for cell.
            cast("CT_P", paragraph.paragraph_format.element).style = style
            if table.numbers and number > 0:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _write_runs(paragraph, () if cell is None else (cell,), told)
    # python-docx has no words for these, and no public way from a table to its element.
    element = document.element.body.tbl_lst[-1]
    if table.total:
        look = element.tblPr.find(qn("w:tblLook"))
        look.set(qn("w:lastRow"), "1")
        look.set(qn("w:val"), "04E0")  # the same as one number, which other programs read
    for row in element.tr_lst:
        row.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    element.tr_lst[0].trPr.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    _write_notes(document, told)
    if not told:
        document.add_paragraph(style="Anmärkning")  # two tables would become one


def _widths(table: Table) -> list[Emu]:
    """The page divided by the longest text of each column; the words of a header can be divided."""
    lengths = [
        max(
            *(len(word) for word in header.split(" ")),
            *(len(cell.text if isinstance(cell, Figure) else cell or "") for cell in cells),
        )
        for header, *cells in zip(table.header, *table.rows, strict=True)
    ]
    # Four for the space between columns; from some length on, texts have lines enough.
    shares = [min(length, 25) + 4 for length in lengths]
    return [Emu(TEXT_WIDTH * share // sum(shares)) for share in shares]


def _save(document: Document, file: Path) -> None:
    """Save the document without the time of day that python-docx gives its parts."""
    saved = BytesIO()
    document.save(saved)
    with ZipFile(saved) as parts, ZipFile(file, "w") as package:
        for name in parts.namelist():
            package.writestr(ZipInfo(name), parts.read(name), ZIP_DEFLATED)
