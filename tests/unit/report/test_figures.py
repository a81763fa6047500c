"""The values of the marts in print."""

from decimal import Decimal

import duckdb
import pytest

from orchestration.marts import Marts
from orchestration.report.figures import Figures


@pytest.fixture
def figures() -> Figures:
    connection = duckdb.connect()
    connection.execute(
        """
        create table organisation as
            select 'A' as organisation_code, null as parent_organisation_code,
                'administration' as level, 'Området A' as name_sv, 1 as sort_order;
        create table kpi (
            measure varchar, organisation_code varchar, subject varchar, period varchar,
            "window" varchar, value decimal(28, 10), unit varchar, attained boolean, quality varchar
        );
        insert into kpi values
            ('share', 'A', 'some', '2024-02', 'month', 83.49, 'percent', false, null),
            ('share', 'A', 'whole', '2024-02', 'month', 80, 'percent', true, null),
            ('share', 'A', 'hidden', '2024-02', 'month', null, 'percent', null,
                'nothing to measure in the window'),
            ('volume', 'A', 'total', '2024-02', 'month', 115700000, 'SEK', null, null);
        """
    )
    return Figures(Marts(connection, ""), "A", "2024-02")


@pytest.mark.parametrize(
    ("subject", "text", "value"),
    [("some", "över 80\u202f%", 80), ("whole", "80\u202f%", 80), ("hidden", "–", None)],
)
def test_a_share_by_the_tens_that_it_has_passed(
    figures: Figures, subject: str, text: str, value: int | None
) -> None:
    passed = figures.passed(figures.key("share", "month", subject=subject), 10, word="över ")

    assert passed.text == text
    assert passed.value == value


def test_a_volume_by_the_millions_that_it_has_passed(figures: Figures) -> None:
    passed = figures.passed(figures.key("volume", "month"), 1, "mnkr")

    assert (passed.text, passed.value) == ("115\u202fmnkr", Decimal(115))


def test_a_value_in_print(figures: Figures) -> None:
    key = figures.key("volume", "month")

    assert figures.figure(key, 0).text == "115\u202f700\u202ftkr"
    assert figures.figure(key, 1, "mnkr", plus=True, bare=True).text == "+115,7"
    assert figures.figure(figures.key("volume", "ytd")).text == "–"


def test_what_has_no_value_says_why(figures: Figures) -> None:
    hidden = figures.figure(figures.key("share", "month", subject="hidden"))

    assert (hidden.text, hidden.value) == ("–", None)
    assert hidden.notes == ("Inget att mäta under mätperioden.",)


def test_the_values_of_a_measure_and_whether_they_attain(figures: Figures) -> None:
    keys = figures.keys("share", "month")

    assert [key.subject for key in keys] == ["hidden", "some", "whole"]
    assert [figures.status(key)[0] for key in keys] == ["–", "✗", "✓"]
