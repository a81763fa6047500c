"""The attack finds what small made-up marts give away, and nothing in those that do not."""

from collections.abc import Iterable
from decimal import Decimal

from tests.disclosure.difference import Amount, Marts

PARENT_OF = {"region": None, "north": "region", "south": "region", "west": "region"}


def amount(
    organisation: str, subject: str = "total", window: str = "month", period: str = "2024-01"
) -> Amount:
    return Amount("visits", "numerator", subject, organisation, window, period)


def marts(values: dict[Amount, int], *withheld: Amount) -> Marts:
    return Marts(
        {each: Decimal(value) for each, value in values.items()},
        values.keys() - set(withheld),
        PARENT_OF,
    )


def names(amounts: Iterable[Amount]) -> set[str]:
    return {each.organisation for each in amounts}


ORGANISATIONS = {
    amount("region"): 100,
    amount("north"): 60,
    amount("south"): 37,
    amount("west"): 3,
}


def test_the_only_withheld_child_is_given_away() -> None:
    found = marts(ORGANISATIONS, amount("west")).given_away()

    assert found == {amount("west"): 3}


def test_two_withheld_children_are_not() -> None:
    two = marts(ORGANISATIONS, amount("west"), amount("south"))

    assert two.given_away() == {}
    assert two.left_over() == [[amount("south"), amount("west")]]


def test_a_withheld_total_leaves_nothing_over() -> None:
    two = marts(ORGANISATIONS, amount("region"), amount("west"))

    assert (two.given_away(), two.left_over()) == ({}, [])


def test_what_lies_below_nobody_is_given_away_where_everything_else_is_shown() -> None:
    values = ORGANISATIONS | {amount("region"): 104}

    assert marts(values).given_away() == {amount("region").rest: 4}
    assert marts(values, amount("west")).given_away() == {}


def test_sexes_and_ages_are_two_sums() -> None:
    values = {
        amount("north"): 50,
        amount("north", "female"): 47,
        amount("north", "male"): 3,
        amount("north", "age_29_or_younger"): 20,
        amount("north", "age_30_to_49"): 30,
    }

    assert marts(values).not_adding_up(Decimal(0)) == []
    assert marts(values, amount("north", "male")).given_away() == {amount("north", "male"): 3}
    assert (
        marts(values, amount("north", "male"), amount("north", "age_30_to_49")).given_away().keys()
    ) == {amount("north", "male"), amount("north", "age_30_to_49")}
    assert marts(values, amount("north", "male"), amount("north", "female")).given_away() == {}


def test_a_month_is_given_away_by_the_year_before_and_after_it() -> None:
    values = {
        amount("north", window=window, period=f"2024-{month:02d}"): value
        for month in (1, 2, 3)
        for window, value in (("month", 2), ("ytd", 2 * month))
    }
    february = amount("north", period="2024-02")
    february_ytd = amount("north", window="ytd", period="2024-02")
    months = [each for each in values if each.window == "month"]

    assert marts(values, february).given_away().keys() == {february}
    assert marts(values, february_ytd).given_away().keys() == {february_ytd}
    assert marts(values, february, february_ytd).given_away().keys() == {february, february_ytd}
    assert marts(values, *values).given_away() == {}
    assert marts(values, *months).given_away().keys() == set(months)


def test_twelve_months_to_december_are_the_year() -> None:
    values = {
        amount("north", period=f"2023-{month:02d}", window="month"): 1 for month in range(1, 13)
    }
    year = amount("north", window="ytd", period="2023-12")
    twelve = amount("north", window="r12", period="2023-12")

    found = marts(values | {year: 12, twelve: 12}, year, *values).given_away()

    assert found == {}


def test_sums_that_do_not_hold_are_noticed() -> None:
    values = {amount("north"): 50, amount("north", "female"): 40, amount("north", "male"): 9}

    (wrong,) = marts(values).not_adding_up(Decimal(0))
    assert names(wrong) == {"north"}
    assert marts(values).not_adding_up(Decimal(1)) == []
