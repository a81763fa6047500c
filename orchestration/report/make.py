"""A report made: read from the published marts, written in every format.

Here: which files there are and where. Not here: what they hold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from orchestration.marts import Marts
from orchestration.report.chapters import chapters
from orchestration.report.document import Report
from orchestration.report.excel import write_excel
from orchestration.report.figures import Figures
from orchestration.report.html import write_html
from orchestration.report.own_words import invite, read_own_words
from orchestration.report.pdf import write_pdf
from orchestration.report.word import write_word
from orchestration.report.wording import capital, month_name

SYNTHETIC = (
    "Exempeldata är syntetiska: byggda så att summorna blir de publicerade. Ingen rad är verklig."
)
COMMENTS = "kommentarer"
"""The directory of the controller's own words, beside the report."""

_FORMATS = {"html": write_html, "pdf": write_pdf, "docx": write_word, "xlsx": write_excel}


class NoSuchReport(Exception):
    """There is no such organisation or month; the message names those that are near."""


@dataclass(frozen=True)
class Made:
    """A report that was made, and its files by format."""

    report: Report
    files: dict[str, Path]


def make_reports(
    marts: Marts, organisation_code: str | None, month: str | None, directory: Path
) -> Iterator[Made]:
    """Make the report of an organisation and month, one after the other where none is named: of
    every administration, and of the last month that is booked.

    Args and raises are those of `make_report`.
    """
    named = [] if organisation_code is None else [organisation_code]
    rows = marts.rows("from organisation where level = 'administration' order by sort_order")
    (last,) = marts.rows("select max(period) as month from budget_deviation")
    for code in named or [row["organisation_code"] for row in rows]:
        yield make_report(marts, code, month or last["month"], directory)


def make_report(marts: Marts, organisation_code: str, month: str, directory: Path) -> Made:
    """Make the report of an organisation and month, in all formats.

    Args:
        marts: the published marts.
        organisation_code: of any organisation that has a budget.
        month: as YYYY-MM.
        directory: of all reports. The report's own is in it, with the comments that it keeps.

    Raises:
        NoSuchReport: nothing is booked on that organisation in that month.
        NotUnderstood: a comment has what not every format can show.
    """
    _require(marts, organisation_code, month)
    place = directory / organisation_code / month
    figures = Figures(marts, organisation_code, month)
    own_words = read_own_words(place / COMMENTS)
    publication = marts.rows("from publication order by publication_id desc limit 1")[0]
    report = Report(
        title=f"Månadsrapport {figures.organisation.name}",
        subtitle=f"{capital(month_name(month))}",
        organisation_code=organisation_code,
        month=month,
        publication=publication["publication_id"],
        statement=SYNTHETIC if publication["is_synthetic"] else "",
        chapters=chapters(figures, own_words),
    )
    invite(place / COMMENTS, report.chapters)
    files = {name: place / f"manadsrapport_{organisation_code}_{month}.{name}" for name in _FORMATS}
    for name, file in files.items():
        unfinished = file.with_name(f".{file.name}")
        _FORMATS[name](report, unfinished)
        unfinished.replace(file)
    return Made(report, files)


def _require(marts: Marts, organisation_code: str, month: str) -> None:
    booked = marts.rows("select distinct organisation_code, period from budget_deviation")
    codes = sorted({row["organisation_code"] for row in booked})
    if organisation_code not in codes:
        near = get_close_matches(organisation_code, codes, cutoff=0.4) or codes
        raise NoSuchReport(
            f"Organisationen '{organisation_code}' finns inte. Närmast är: {', '.join(near)}"
        )
    months = sorted(
        row["period"] for row in booked if row["organisation_code"] == organisation_code
    )
    if month not in months:
        raise NoSuchReport(
            f"Månaden '{month}' är inte bokförd för {organisation_code}: det finns"
            f" {months[0]} till {months[-1]}."
        )
