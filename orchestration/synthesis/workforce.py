"""The register of employments: who comes, goes and moves, month by month.

Belongs here: how many leave each unit when, what becomes of their places, and settling the
headcount so that the published staff turnover holds. Who the people are belongs in ``people``,
their absence in ``absence``.

The turnover is reached by how many leave and by which day the newly hired begin; nobody is
employed only to make a figure come out.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from orchestration.synthesis.drawing import month_end
from orchestration.synthesis.economy import ADH, UNITS, months_between
from orchestration.synthesis.figures import PublishedFigures, share_out
from orchestration.synthesis.people import (
    DAY,
    FORMS_OF_TURNOVER,
    HOURLY,
    LAST_DAY,
    PERMANENT,
    POOL_CONTRACTS_END,
    POOL_GROUP,
    TEMPORARY,
    WORKFORCE_MONTHS,
    Employment,
    Hiring,
    Leaves,
    add_months,
)
from orchestration.synthesis.tree import START, CostCentre

TURNOVER_FIGURE = "adh.staff.turnover_r12"
PUBLISHED_WINDOW = months_between("2023-03", "2024-02")
# What leaves each unit in a year, of a hundred employed, ended annual-pool contracts not counted.
LEAVING = {"ADH-LVS": 8.5, "ADH-AS-AMB": 7.2, "ADH-AS-SJR": 7.0, "ADH-AS-1177": 11.5,
           "ADH-MD-RTG": 11.6, "ADH-MD-LAB": 11.0, "ADH-HF": 8.7, "HS": 10.6, "NSVH": 9.5,
           "NSVH-VC": 11.3, "NSVH-FTV": 10.2, "PSH": 11.9}  # fmt: skip
# When people leave, January to December: after a holiday, at the turn of the year.
LEAVING_SEASON = [1.15, 0.95, 1.0, 1.0, 1.05, 0.95, 0.7, 1.3, 1.1, 0.95, 0.9, 0.95]
# Fewer leave month by month: what is left of the first month's leaving in the last.
LEAVING_TREND = 0.68
# Of the places of those who leave: how they are filled; by new people otherwise.
FILLED_BY_MOVE, FILLED_BY_TEMPORARY, FILLED_BY_RETURNED = 0.12, 0.14, 0.05
TO_OTHER_ADMINISTRATION = 0.05
CONTRACT_MONTHS = (3, 13)
# Months that an employment has lasted before it is left for another: who comes back within a year
# does not leave twice in it.
SETTLED = 10
HOURLY_ENDS, CONTRACT_RENEWED = 0.03, 0.45
SECOND_EMPLOYMENTS = 110
VACANT_DAYS = 75


def administration(unit: str | None) -> str:
    """The administration of a unit."""
    return (unit or "").split("-")[0]


def build_workforce(
    published: PublishedFigures, tree: Sequence[CostCentre], seed: int
) -> list[Employment]:
    """Every employment that held on the register's first day or began later, by first day."""
    rng = np.random.default_rng([seed, 20])
    leaves = Leaves(tree)
    hiring = Hiring(leaves, rng)
    hiring.fill_opening_places()
    movements = _Movements(published, leaves, hiring, rng)
    for month in WORKFORCE_MONTHS:
        movements.happen(month)
    employments = hiring.employments
    employments += _second_employments(employments, leaves, rng)
    employments = _moved_from_closed(employments, leaves)
    employments = [employment for employment in employments if employment.employed_from <= LAST_DAY]
    _settle_turnover(published, employments, leaves, rng)
    return sorted(employments, key=lambda employment: employment.employed_from)


class _Movements:
    """What happens to the employments month by month."""

    def __init__(
        self,
        published: PublishedFigures,
        leaves: Leaves,
        hiring: Hiring,
        rng: np.random.Generator,
    ) -> None:
        self._leaves = leaves
        self._hiring = hiring
        self._rng = rng
        self._leaving = _planned_leaving(published, hiring.employments, leaves, rng)
        self._contract_ends: dict[Employment, date] = {}
        self._left: dict[str, list[Employment]] = defaultdict(list)
        for employment in hiring.employments:
            if employment.form == TEMPORARY:
                self._contract_ends[employment] = self._contract_end(START)

    def happen(self, month: date) -> None:
        """Let people leave, and others take their places; contracts end and are renewed."""
        open_permanent: dict[str, list[Employment]] = defaultdict(list)
        for employment in self._hiring.employments:
            if employment.form == PERMANENT and employment.employed_to is None:
                unit = self._leaves.unit(employment.cost_centre, month)
                if unit is not None and employment.employed_from <= add_months(month, -SETTLED):
                    open_permanent[unit].append(employment)
        leavers = [
            (unit, leaver)
            for unit in UNITS
            for leaver in self._choose(open_permanent[unit], self._leaving[unit, month], month)
        ]
        for unit, leaver in leavers:
            open_permanent[unit].remove(leaver)
        for unit, leaver in leavers:
            self._leave(leaver, month, unit, open_permanent)
            self._fill(leaver, month, unit, open_permanent)
        self._end_contracts(month)
        self._end_hourly(month)

    def _choose(self, candidates: list[Employment], count: int, month: date) -> list[Employment]:
        """Who leaves: the old and the young more often than others."""
        ages = np.array(
            [(month - employment.person.born).days / 365.25 for employment in candidates]
        )
        weights = np.select([ages > 66, ages > 64, ages < 35], [14.0, 6.0, 1.6], default=1.0)
        chosen = self._rng.choice(
            len(candidates), size=count, replace=False, p=weights / weights.sum()
        )
        return [candidates[index] for index in chosen.tolist()]

    def _leave(
        self,
        leaver: Employment,
        month: date,
        unit: str,
        open_permanent: dict[str, list[Employment]],
    ) -> None:
        last_day = month_end(month)
        if month < WORKFORCE_MONTHS[-1] and self._rng.random() < TO_OTHER_ADMINISTRATION:
            others = [
                colleague
                for other, colleagues in open_permanent.items()
                if administration(other) != administration(unit)
                for colleague in colleagues
            ]
            leaver.end(last_day, "FLYTT")
            colleague = others[int(self._rng.integers(len(others)))]
            self._hiring.hire(colleague, last_day + DAY, PERMANENT, leaver.person)
            return
        if self._rng.random() < 0.35:
            last_day = month + timedelta(days=int(self._rng.integers(28)))
        if (month - leaver.person.born).days / 365.25 > 63.5:
            reason = "PENSION"
        else:
            reason = "EGEN" if self._rng.random() < 0.9 else "ÖVRIGT"
        leaver.end(last_day, reason)
        if reason == "EGEN":
            self._left[administration(unit)].append(leaver)

    def _fill(
        self,
        leaver: Employment,
        month: date,
        unit: str,
        open_permanent: dict[str, list[Employment]],
    ) -> None:
        """Let someone take the place of a leaver."""
        assert leaver.employed_to is not None
        draw = self._rng.random()
        next_first = month_end(month) + DAY
        if draw < FILLED_BY_MOVE and month < WORKFORCE_MONTHS[-1]:
            colleagues = [
                (other, colleague)
                for other, employments in open_permanent.items()
                if administration(other) == administration(unit)
                for colleague in employments
                if colleague.cost_centre != leaver.cost_centre
                and colleague.occupation[:3] == leaver.occupation[:3]
            ]
            if colleagues:
                other, mover = colleagues[int(self._rng.integers(len(colleagues)))]
                open_permanent[other].remove(mover)
                mover.end(month_end(month), "FLYTT")
                self._hiring.hire(leaver, next_first, PERMANENT, mover.person)
                leaver = mover
        elif draw < FILLED_BY_MOVE + FILLED_BY_TEMPORARY:
            temporary = [
                employment
                for employment in self._contract_ends
                if employment.employed_to is None
                and employment.employed_from < month
                and self._leaves.unit(employment.cost_centre, month) == unit
            ]
            if temporary:
                chosen = temporary[int(self._rng.integers(len(temporary)))]
                chosen.end(month_end(month), "AVTAL")
                self._hiring.hire(leaver, next_first, PERMANENT, chosen.person)
                self._contract(chosen, self._first_day(month_end(month)))
                return
        elif draw < FILLED_BY_MOVE + FILLED_BY_TEMPORARY + FILLED_BY_RETURNED:
            returning = [
                earlier
                for earlier in self._left[administration(unit)]
                if earlier.employed_to is not None
                and 60 < (next_first - earlier.employed_to).days < 330
            ]
            if returning:
                earlier = returning[int(self._rng.integers(len(returning)))]
                self._left[administration(unit)].remove(earlier)
                self._hiring.hire(leaver, next_first, PERMANENT, earlier.person)
                return
        assert leaver.employed_to is not None
        self._hiring.hire(leaver, self._first_day(leaver.employed_to), PERMANENT)

    def _first_day(self, last_day: date) -> date:
        """The day on which a vacant place is taken: soon after it was left, often on a first."""
        day = last_day + timedelta(days=1 + int(self._rng.integers(VACANT_DAYS)))
        return day.replace(day=1) if self._rng.random() < 0.6 and day.day > 14 else day

    def _contract_end(self, first_day: date) -> date:
        return add_months(first_day, int(self._rng.integers(*CONTRACT_MONTHS))) - DAY

    def _contract(self, place: Employment, first_day: date, *, same_person: bool = False) -> None:
        """A temporary contract on a place."""
        person = place.person if same_person else None
        contract = self._hiring.hire(place, first_day, TEMPORARY, person)
        self._contract_ends[contract] = self._contract_end(first_day)

    def _end_contracts(self, month: date) -> None:
        """Temporary contracts that run out; some are renewed under a new number."""
        for contract, last_day in list(self._contract_ends.items()):
            if contract.employed_to is None and month <= last_day <= month_end(month):
                contract.end(last_day, "AVTAL")
                if self._rng.random() < CONTRACT_RENEWED:
                    self._contract(contract, last_day + DAY, same_person=True)
                else:
                    self._contract(contract, self._first_day(last_day))

    def _end_hourly(self, month: date) -> None:
        """Some of those paid by the hour stop, and others begin."""
        hourly = [
            employment
            for employment in self._hiring.employments
            if employment.form == HOURLY
            and employment.employed_to is None
            and employment.employed_from < month
        ]
        for index in np.flatnonzero(self._rng.random(len(hourly)) < HOURLY_ENDS).tolist():
            hourly[index].end(month_end(month), "AVTAL")
            self._hiring.hire(hourly[index], self._first_day(month_end(month)), HOURLY)


def _planned_leaving(
    published: PublishedFigures,
    employments: Sequence[Employment],
    leaves: Leaves,
    rng: np.random.Generator,
) -> dict[tuple[str, date], int]:
    """How many leave each unit in each month, so that ADH comes to what is published.

    The months of an administration and its units each get their whole share, whatever is drawn.
    """
    places: dict[str, int] = dict.fromkeys(UNITS, 0)
    for employment in employments:
        if employment.form in FORMS_OF_TURNOVER and employment.employed_from <= START:
            places[leaves.unit(employment.cost_centre, START) or ""] += 1
    ended_contracts = POOL_GROUP * sum(end is not None for end in POOL_CONTRACTS_END)
    planned: dict[tuple[str, date], int] = defaultdict(int)
    paces = _paces()
    year = sum(paces[month] for month in PUBLISHED_WINDOW)
    for name in dict.fromkeys(map(administration, UNITS)):
        units = [unit for unit in UNITS if administration(unit) == name]
        weights = np.array([places[unit] * LEAVING[unit] for unit in units])
        yearly = float(weights.sum()) / 100
        if name == "ADH":
            share = float(published.share(TURNOVER_FIGURE))
            yearly = share * sum(places[unit] for unit in units) - ended_contracts
        for months in (
            months_between("2023-01", "2023-02"),
            PUBLISHED_WINDOW,
            months_between("2024-03", "2024-11"),
        ):
            pace = np.array([paces[month] for month in months])
            total = round(yearly * float(pace.sum()) / year)
            by_unit = share_out(total, weights).tolist()
            leaving = rng.permutation(np.repeat(np.arange(len(units)), by_unit)).tolist()
            by_month = share_out(total, pace).tolist()
            when = np.repeat(np.arange(len(months)), by_month).tolist()
            for unit, month in zip(leaving, when, strict=True):
                planned[units[unit], months[month]] += 1
    return planned


def _paces() -> dict[date, float]:
    """How many leave in a month, beside other months."""
    trend = np.linspace(1.0, LEAVING_TREND, len(WORKFORCE_MONTHS)).tolist()
    return {
        month: LEAVING_SEASON[month.month - 1] * factor
        for month, factor in zip(WORKFORCE_MONTHS, trend, strict=True)
    }


def _second_employments(
    employments: Sequence[Employment], leaves: Leaves, rng: np.random.Generator
) -> list[Employment]:
    """Some who work part time have a second, smaller employment elsewhere for a time."""
    held_throughout = [
        employment
        for employment in employments
        if employment.form == PERMANENT
        and employment.employed_to is None
        and employment.employed_from < START
        and employment.degree <= 80
    ]
    places = [employment for employment in employments if employment.form == PERMANENT]
    chosen = rng.choice(len(held_throughout), size=SECOND_EMPLOYMENTS, replace=False).tolist()
    seconds = []
    for index in chosen:
        first = held_throughout[index]
        place = places[int(rng.integers(len(places)))]
        if place.cost_centre == first.cost_centre:
            continue
        at_home = administration(leaves.unit(place.cost_centre, START)) == administration(
            leaves.unit(first.cost_centre, START)
        )
        begins = START + timedelta(days=int(rng.integers(-200, 500)))
        ends = begins + timedelta(days=int(rng.integers(120, 600)))
        second = Employment(
            first.person,
            place.cost_centre,
            PERMANENT if at_home else TEMPORARY,
            place.occupation,
            20 if first.degree > 60 else 40,
            begins,
        )
        if START <= ends <= LAST_DAY:
            second.end(ends, "AVTAL" if second.form == TEMPORARY else "EGEN")
        elif ends < START:
            continue
        seconds.append(second)
    return seconds


def _moved_from_closed(employments: Sequence[Employment], leaves: Leaves) -> list[Employment]:
    """Who is employed at a cost centre that closes goes on elsewhere the day after."""
    moved = []
    for employment in employments:
        moved.append(employment)
        last_day = leaves.last_day(employment.cost_centre)
        if last_day is None or (
            employment.employed_to is not None and employment.employed_to <= last_day
        ):
            continue
        successor = leaves.successor(employment.cost_centre)
        if employment.employed_from > last_day:
            employment.cost_centre = successor
            continue
        moved.append(
            Employment(
                employment.person,
                successor,
                employment.form,
                employment.occupation,
                employment.degree,
                last_day + DAY,
                employment.employed_to,
                employment.reason,
            )
        )
        employment.end(last_day, "FLYTT")
    return moved


def _settle_turnover(
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
    of_person: dict[object, list[Employment]] = defaultdict(list)
    for employment in counted:
        of_person[employment.person].append(employment)
    leavers = len(_leavers(counted, of_person, leaves))
    present = sum(_headcounts(counted, leaves))
    wanted = round(leavers * len(PUBLISHED_WINDOW) / published.share(TURNOVER_FIGURE))
    later = present > wanted
    first, last = PUBLISHED_WINDOW[0], month_end(PUBLISHED_WINDOW[-1])
    everything: dict[object, int] = defaultdict(int)
    for employment in employments:
        everything[employment.person] += 1
    missing = abs(wanted - present)
    while missing:
        # Who begins in the window's first month cannot gain it a month by beginning earlier.
        earliest = first if later else month_end(first) + DAY
        new = [
            employment
            for employment in counted
            if earliest <= employment.employed_from <= last
            and employment.employed_to is None
            and everything[employment.person] == 1
            and leaves.unit(employment.cost_centre, START) in ADH
            and leaves.unit(employment.cost_centre, LAST_DAY) in ADH
            and leaves.unit(employment.cost_centre, add_months(employment.employed_from, -1))
        ]
        if not new:
            raise ValueError(
                f"{missing} more months of new people in ADH are needed to settle {TURNOVER_FIGURE}"
            )
        for index in rng.permutation(len(new))[:missing].tolist():
            shift = 1 if later else -1
            new[index].employed_from = add_months(new[index].employed_from, shift)
            missing -= 1


def _leavers(
    counted: Sequence[Employment], of_person: dict[object, list[Employment]], leaves: Leaves
) -> set[object]:
    """The people who left ADH in the published window: next day none there of the same form."""
    first, last = PUBLISHED_WINDOW[0], month_end(PUBLISHED_WINDOW[-1])
    left: set[object] = set()
    for employment in counted:
        last_day = employment.employed_to
        if last_day is None or not first <= last_day <= last:
            continue
        stays = any(
            other.form == employment.form
            and other.holds_on(last_day + DAY)
            and leaves.unit(other.cost_centre, last_day + DAY) in ADH
            for other in of_person[employment.person]
        )
        if leaves.unit(employment.cost_centre, last_day) in ADH and not stays:
            left.add(employment.person)
    return left


def _headcounts(counted: Sequence[Employment], leaves: Leaves) -> list[int]:
    """The people in ADH on the last day of each month of the published window."""
    return [
        len({
            employment.person
            for employment in counted
            if employment.holds_on(month_end(month))
            and leaves.unit(employment.cost_centre, month_end(month)) in ADH
        })
        for month in PUBLISHED_WINDOW
    ]  # fmt: skip
