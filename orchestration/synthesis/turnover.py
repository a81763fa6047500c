"""Staff turnover: how many leave when, so that it comes to what is published.

Belongs here: the plan of how many leave each unit in each month, and settling the headcount that
they are divided by. Who they are and who takes their places belongs in ``workforce``.

The published turnover is reached by how many leave and by the month in which the newly hired
begin; nobody is employed only to make a figure come out.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from orchestration.synthesis.drawing import month_end
from orchestration.synthesis.economy import ADH, DELIVERED_MONTHS, UNITS, months_between
from orchestration.synthesis.figures import PublishedFigures, share_out
from orchestration.synthesis.people import (
    DAY,
    FORMS_OF_TURNOVER,
    LAST_DAY,
    POOL_CONTRACTS_END,
    POOL_GROUP,
    Employment,
    Leaves,
    Person,
    add_months,
    administration,
)
from orchestration.synthesis.tree import START

TURNOVER_FIGURE = "adh.staff.turnover_r12"
PUBLISHED_WINDOW = months_between("2023-03", "2024-02")
FIRST_DAY_OF_WINDOW, LAST_DAY_OF_WINDOW = PUBLISHED_WINDOW[0], month_end(PUBLISHED_WINDOW[-1])
PERIODS = [
    months_between("2023-01", "2023-02"),
    PUBLISHED_WINDOW,
    months_between("2024-03", "2024-11"),
]
# What leaves each unit in a year, of a hundred employed, ended annual-pool contracts not counted.
LEAVING = {"ADH-LVS": 8.5, "ADH-AS-AMB": 7.2, "ADH-AS-SJR": 7.0, "ADH-AS-1177": 11.5,
           "ADH-MD-RTG": 11.6, "ADH-MD-LAB": 11.0, "ADH-HF": 8.7, "HS": 10.6, "NSVH": 9.5,
           "NSVH-VC": 11.3, "NSVH-FTV": 10.2, "PSH": 11.9}  # fmt: skip
# When people leave, January to December: after a holiday, at the turn of the year.
LEAVING_SEASON = [1.15, 0.95, 1.0, 1.0, 1.05, 0.95, 0.7, 1.3, 1.1, 0.95, 0.9, 0.95]
# Fewer leave as time goes: what is left of the first month's leaving in the last.
LEAVING_TREND, LEAVING_TREND_OF_ADH = 0.88, 0.75
# The months among which it is chance in ADH when people leave; from part to part its turnover
# falls. In the others it is chance within a whole period.
PARTS_OF_ADH = [
    months_between("2023-01", "2023-02"),
    months_between("2023-03", "2023-05"),
    months_between("2023-06", "2023-12"),
    months_between("2024-01", "2024-02"),
    months_between("2024-03", "2024-05"),
    months_between("2024-06", "2024-11"),
]


def planned_leaving(
    published: PublishedFigures,
    employments: Sequence[Employment],
    leaves: Leaves,
    rng: np.random.Generator,
) -> Mapping[tuple[str, date], int]:
    """How many leave each unit in each month: (unit, month) -> people.

    In each period every unit of an administration gets its whole share; chance decides in which
    months, as independent events would fall.
    """
    places = Counter(
        leaves.unit(employment.cost_centre, START)
        for employment in employments
        if employment.form in FORMS_OF_TURNOVER and employment.employed_from <= START
    )
    planned: dict[tuple[str, date], int] = defaultdict(int)
    for name in dict.fromkeys(map(administration, UNITS)):
        units = [unit for unit in UNITS if administration(unit) == name]
        pace = _pace(LEAVING_TREND_OF_ADH if name == "ADH" else LEAVING_TREND)
        weights = np.array([places[unit] * LEAVING[unit] for unit in units])
        yearly = float(weights.sum()) / 100
        if name == "ADH":
            ended_contracts = POOL_GROUP * sum(end is not None for end in POOL_CONTRACTS_END)
            held = sum(places[unit] for unit in units)
            yearly = float(published.number(TURNOVER_FIGURE)) / 100 * held - ended_contracts
        year = sum(pace[month] for month in PUBLISHED_WINDOW)
        for months in PERIODS:
            total = round(yearly * sum(pace[month] for month in months) / year)
            parts = [part for part in PARTS_OF_ADH if part[0] in months]
            when = _months_of_leaving(total, parts if name == "ADH" else [months], pace, rng)
            by_unit = share_out(total, weights)
            leaving = rng.permutation(np.repeat(np.arange(len(units)), by_unit)).tolist()
            for unit, month in zip(leaving, when, strict=True):
                planned[units[unit], month] += 1
    return planned


def _pace(trend: float) -> dict[date, float]:
    """How many leave in each month beside the others, by the season and a trend."""
    factors = np.linspace(1.0, trend, len(DELIVERED_MONTHS)).tolist()
    return {
        month: LEAVING_SEASON[month.month - 1] * factor
        for month, factor in zip(DELIVERED_MONTHS, factors, strict=True)
    }


def _months_of_leaving(
    total: int,
    parts: Sequence[Sequence[date]],
    pace: Mapping[date, float],
    rng: np.random.Generator,
) -> list[date]:
    """The month of each leaver: each part of the time has its share, within it chance decides."""
    paces = [np.array([pace[month] for month in part]) for part in parts]
    by_part = share_out(total, np.array([of_part.sum() for of_part in paces])).tolist()
    return [
        month
        for part, of_part, count in zip(parts, paces, by_part, strict=True)
        for month, leaving in zip(
            part, rng.multinomial(count, of_part / of_part.sum()).tolist(), strict=True
        )
        for _ in range(leaving)
    ]


def settle_turnover(
    published: PublishedFigures,
    employments: Sequence[Employment],
    leaves: Leaves,
    rng: np.random.Generator,
) -> None:
    """Let new people in ADH begin a month earlier or later, until its turnover is the published.

    The number of leavers is what it is; each month earlier or later moves the average headcount
    by a twelfth of a person.

    Raises:
        ValueError: there are not enough new people to begin earlier or later.
    """
    counted = [employment for employment in employments if employment.form in FORMS_OF_TURNOVER]
    leavers = _leavers(counted, leaves)
    wanted = round(leavers * len(PUBLISHED_WINDOW) * 100 / published.number(TURNOVER_FIGURE))
    missing = wanted - _present(counted, leaves)
    shift = -1 if missing > 0 else 1
    # Who begins in the window's first month cannot gain it a month by beginning earlier.
    earliest = FIRST_DAY_OF_WINDOW if shift > 0 else month_end(FIRST_DAY_OF_WINDOW) + DAY
    employed = Counter(employment.person for employment in employments)
    while missing:
        new = [
            employment
            for employment in counted
            if earliest <= employment.employed_from <= LAST_DAY_OF_WINDOW
            and employment.employed_to is None
            and employed[employment.person] == 1
            and all(leaves.unit(employment.cost_centre, day) in ADH for day in (START, LAST_DAY))
        ]
        if not new:
            raise ValueError(
                f"{TURNOVER_FIGURE} cannot be settled: nobody new in ADH can begin a month "
                f"{'later' if shift > 0 else 'earlier'}, but {abs(missing)} should"
            )
        for index in rng.permutation(len(new))[: abs(missing)].tolist():
            new[index].employed_from = add_months(new[index].employed_from, shift)
            missing += shift


def _leavers(counted: Sequence[Employment], leaves: Leaves) -> int:
    """The people who left ADH in the window: on the next day none there of the same form."""
    of_person: dict[Person, list[Employment]] = defaultdict(list)
    for employment in counted:
        of_person[employment.person].append(employment)
    left: set[Person] = set()
    for employment in counted:
        last_day = employment.employed_to
        if last_day is None or not FIRST_DAY_OF_WINDOW <= last_day <= LAST_DAY_OF_WINDOW:
            continue
        stays = any(
            other.form == employment.form
            and other.holds_on(last_day + DAY)
            and leaves.unit(other.cost_centre, last_day + DAY) in ADH
            for other in of_person[employment.person]
        )
        if leaves.unit(employment.cost_centre, last_day) in ADH and not stays:
            left.add(employment.person)
    return len(left)


def _present(counted: Sequence[Employment], leaves: Leaves) -> int:
    """The people in ADH on the last day of each month of the window, added up."""
    in_adh = {
        (code, month)
        for code in {employment.cost_centre for employment in counted}
        for month in PUBLISHED_WINDOW
        if leaves.unit(code, month_end(month)) in ADH
    }
    return sum(
        len({
            employment.person
            for employment in counted
            if (employment.cost_centre, month) in in_adh and employment.holds_on(month_end(month))
        })
        for month in PUBLISHED_WINDOW
    )  # fmt: skip
