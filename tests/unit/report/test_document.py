"""What the formats ask of a report."""

from dataclasses import replace
from datetime import date

import pytest

from orchestration.report.document import Chapter, Notice, Paragraph, notes
from tests.unit.report.example import DIGITAL, EXAMPLE, FAULT, WITHHELD


@pytest.mark.parametrize(
    ("month", "day"), [("2024-02", date(2024, 2, 29)), ("2023-12", date(2023, 12, 31))]
)
def test_a_report_is_dated_by_the_last_day_of_its_month(month: str, day: date) -> None:
    assert replace(EXAMPLE, month=month).day == day


def test_a_note_of_many_figures_is_one() -> None:
    assert notes(DIGITAL) == (FAULT, WITHHELD)


def test_blocks_stand_together_with_those_of_their_origin() -> None:
    derived, own = Paragraph(("regel",)), Paragraph(("eget",), origin="own")
    notice = Notice("varning")
    chapter = Chapter("c", "1", "C", 1, (derived, notice, own, own, derived))

    assert list(chapter.by_origin()) == [
        ("rule", [derived, notice]),
        ("own", [own, own]),
        ("rule", [derived]),
    ]
