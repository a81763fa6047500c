"""The attack finds what small made-up marts give away, and nothing in those that do not."""

from collections.abc import Iterable
from dataclasses import replace
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


def year_and_a_month(numbers: list[int]) -> tuple[dict[Amount, int], list[Amount], list[Amount]]:
    """Thirteen months of an organisation and the two windows of twelve; the months, the windows."""
    months = [amount("north", period=f"2023-{month:02d}") for month in range(1, 13)]
    months.append(amount("north", period="2024-01"))
    windows = [amount("north", window="r12", period=period) for period in ("2023-12", "2024-01")]
    values = dict(zip(months, numbers, strict=True))
    sums = [sum(numbers[:12]), sum(numbers[1:])]
    return values | dict(zip(windows, sums, strict=True)), months, windows


def test_twelve_months_of_nobody_make_the_month_after_them_known() -> None:
    values, months, _ = year_and_a_month([0] * 12 + [3])

    found = marts(values, *months)

    assert found.nothing_in() >= set(months[:12])
    assert found.given_away() == {months[12]: 3}


def test_twelve_months_of_somebody_do_not() -> None:
    values, months, windows = year_and_a_month([1] + [0] * 11 + [3])

    assert marts(values, *months).nothing_in() == set()
    assert marts(values, *months).given_away() == {}
    assert marts(values, *months, *windows).nothing_in() == set()
    assert marts(values, *months, *windows).given_away() == {}


def test_nobody_in_a_parent_is_nobody_in_its_children() -> None:
    values = {amount("region"): 0, amount("north"): 0, amount("south"): 0}
    north, south = amount("north"), amount("south")

    assert marts(values, north, south).nothing_in() >= {north, south}
    assert marts(values, north, south).given_away() == {}
    assert marts(values, *values).nothing_in() == set()


def test_what_is_given_away_can_leave_nothing_for_the_others() -> None:
    north, south, west = amount("north"), amount("south"), amount("west")
    sexes = {amount("north", "female"): 7, amount("north", "male"): 0}
    values = {amount("region"): 7, north: 7, south: 0, west: 0}

    told = marts(values | sexes, north, south, west)
    hidden = marts(values | sexes, *sexes, north, south, west)

    assert told.given_away() == {north: 7}
    assert told.nothing_in() == {south, west}
    assert hidden.given_away() == {}
    assert hidden.nothing_in() == set()


def sick_hours(organisation: str, period: str = "2024-01", window: str = "month") -> Amount:
    return Amount("sick_leave", "sick_hours", "male", organisation, window, period)


def corrected(organisation: str, period: str = "2024-01", window: str = "month") -> Amount:
    return sick_hours(organisation, period, window)._replace(what="reported with a fault by west")


SICK = {sick_hours("region"): 100, sick_hours("north"): 60, sick_hours("west"): 8}


def test_a_corrected_share_above_gives_the_faulty_hours_away() -> None:
    hidden = marts(SICK, sick_hours("north"), sick_hours("west"))

    told = replace(hidden, shown_sums={corrected("region"): [sick_hours("west")]})

    assert hidden.given_away() == {}
    assert told.not_adding_up(Decimal(0)) == []
    assert told.given_away() == {
        sick_hours("west"): 8,
    }


def test_a_corrected_window_gives_the_only_faulty_month_away_and_of_two_neither() -> None:
    first, second = sick_hours("west"), sick_hours("west", "2024-02")
    values = {first: 8, second: 5}
    to_january = {corrected("region", window="r12"): [first]}
    to_february = {corrected("region", "2024-02", "r12"): [second, first]}
    hidden = marts(values, *values)

    assert replace(hidden, shown_sums=to_february).given_away() == {}
    assert replace(hidden, shown_sums=to_january).given_away() == {first: 8}
    assert replace(hidden, shown_sums=to_january | to_february).given_away() == {
        first: 8,
        second: 5,
    }


VISITS = amount("north", "digital")
SERVICES = [
    Amount("digital_share", "numerator", service, "north", "month", "2024-01")
    for service in ("womens_health_visits", "nutrition")
]


def test_the_services_of_an_organisation_are_its_visits_when_nothing_else_is() -> None:
    womens_health, nutrition = SERVICES
    values = {VISITS: 33, womens_health: 30, nutrition: 3}
    apart = marts(values, nutrition)
    together = replace(apart, followed_parts={VISITS: SERVICES})

    assert apart.given_away() == {}
    assert together.not_adding_up(Decimal(0)) == []
    assert together.given_away() == {nutrition: 3}
    assert replace(marts(values, *SERVICES), followed_parts={VISITS: SERVICES}).given_away() == {}


def test_other_visits_beside_the_services_hide_one_and_are_given_away_by_all() -> None:
    womens_health, nutrition = SERVICES
    values = {VISITS: 37, womens_health: 30, nutrition: 3}

    hidden = replace(marts(values, nutrition), followed_parts={VISITS: SERVICES})
    shown = replace(marts(values), followed_parts={VISITS: SERVICES})

    assert (hidden.given_away(), hidden.left_over()) == (
        {},
        [[nutrition, VISITS.rest_of_subject]],
    )
    assert shown.given_away() == {VISITS.rest_of_subject: 4}
    assert VISITS.rest_of_subject.is_rest


def test_sums_that_do_not_hold_are_noticed() -> None:
    values = {amount("north"): 50, amount("north", "female"): 40, amount("north", "male"): 9}

    (wrong,) = marts(values).not_adding_up(Decimal(0))
    assert names(wrong) == {"north"}
    assert marts(values).not_adding_up(Decimal(1)) == []
