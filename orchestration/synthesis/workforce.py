"""The register of employments: who comes, goes and moves, month by month.

Belongs here: who leaves, who takes the place, which contracts end and begin. How many leave when
belongs in ``turnover``, who the people are in ``people``, their absence in ``absence``.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from orchestration.synthesis.drawing import month_end
from orchestration.synthesis.economy import DELIVERED_MONTHS, UNITS
from orchestration.synthesis.figures import PublishedFigures
from orchestration.synthesis.people import (
    DAY,
    HOURLY,
    LAST_DAY,
    PERMANENT,
    TEMPORARY,
    Employment,
    Hiring,
    Leaves,
    add_months,
    administration,
)
from orchestration.synthesis.tree import START, CostCentre
from orchestration.synthesis.turnover import planned_leaving, settle_turnover

# Of the places of those who leave: how they are filled; by new people otherwise.
FILLED_BY_MOVE, FILLED_BY_TEMPORARY, FILLED_BY_RETURNED = 0.12, 0.14, 0.05
TO_OTHER_ADMINISTRATION = 0.05
# Who leaves on another day than a month's last; who younger than this asks to go.
WITHIN_MONTH, AGE_OF_RETIREMENT, OWN_REQUEST = 0.35, 63.5, 0.9
CONTRACT_MONTHS = (3, 13)
# Months that an employment has lasted before it is left for another: who comes back within a year
# does not leave twice in it.
SETTLED = 10
HOURLY_ENDS, CONTRACT_RENEWED = 0.03, 0.45
SECOND_EMPLOYMENTS = 110
VACANT_DAYS, ON_A_FIRST = 75, 0.6


def build_workforce(
    published: PublishedFigures, tree: Sequence[CostCentre], seed: int
) -> list[Employment]:
    """Every employment that held on the register's first day or began later, by first day."""
    rng = np.random.default_rng([seed, 20])
    leaves = Leaves(tree)
    hiring = Hiring(leaves, rng)
    hiring.fill_opening_places()
    movements = _Movements(published, leaves, hiring, rng)
    for month in DELIVERED_MONTHS:
        movements.happen(month)
    employments = hiring.employments
    employments += _second_employments(employments, leaves, rng)
    employments = _moved_from_closed(employments, leaves)
    employments = [employment for employment in employments if employment.employed_from <= LAST_DAY]
    settle_turnover(published, employments, leaves, rng)
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
        self._leaving = planned_leaving(published, hiring.employments, leaves, rng)
        self._contract_ends: dict[Employment, date] = {}
        self._left: dict[str, list[Employment]] = defaultdict(list)
        for employment in hiring.employments:
            if employment.form == TEMPORARY:
                self._contract_ends[employment] = self._contract_end(START)

    def happen(self, month: date) -> None:
        """Let people leave, and others take their places; contracts end and are renewed."""
        open_permanent: dict[str, list[Employment]] = defaultdict(list)
        settled = add_months(month, -SETTLED)
        for employment in self._hiring.employments:
            if employment.form == PERMANENT and employment.employed_to is None:
                unit = self._leaves.unit(employment.cost_centre, month)
                if unit is not None and employment.employed_from <= settled:
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
        """End an employment: some go on in another administration, most leave the region."""
        last_day = month_end(month)
        if month < DELIVERED_MONTHS[-1] and self._rng.random() < TO_OTHER_ADMINISTRATION:
            colleague = self._one_of([
                colleague
                for other, colleagues in open_permanent.items()
                if administration(other) != administration(unit)
                for colleague in colleagues
                if colleague.occupation[:3] == leaver.occupation[:3]
            ])  # fmt: skip
            if colleague is not None:
                leaver.end(last_day, "FLYTT")
                self._hiring.hire(colleague, last_day + DAY, PERMANENT, leaver.person)
                return
        if self._rng.random() < WITHIN_MONTH:
            last_day = month + timedelta(days=int(self._rng.integers(28)))
        if (month - leaver.person.born).days / 365.25 > AGE_OF_RETIREMENT:
            reason = "PENSION"
        else:
            reason = "EGEN" if self._rng.random() < OWN_REQUEST else "ÖVRIGT"
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
        """Let someone take the place of a leaver, and someone new the place of who moved there."""
        vacant = leaver
        last_day = month_end(month)
        draw = self._rng.random()
        if draw < FILLED_BY_MOVE and month < DELIVERED_MONTHS[-1]:
            mover = self._mover(leaver, unit, open_permanent)
            if mover is not None:
                mover.end(last_day, "FLYTT")
                self._hiring.hire(leaver, last_day + DAY, PERMANENT, mover.person)
                vacant = mover
        elif draw < FILLED_BY_MOVE + FILLED_BY_TEMPORARY:
            contract = self._one_of(self._contracts_in(unit, month))
            if contract is not None:
                contract.end(last_day, "AVTAL")
                self._hiring.hire(leaver, last_day + DAY, PERMANENT, contract.person)
                self._contract(contract, self._first_day(last_day))
                return
        elif draw < FILLED_BY_MOVE + FILLED_BY_TEMPORARY + FILLED_BY_RETURNED:
            earlier = self._one_of(self._may_return(administration(unit), last_day + DAY))
            if earlier is not None:
                self._left[administration(unit)].remove(earlier)
                self._hiring.hire(leaver, last_day + DAY, PERMANENT, earlier.person)
                return
        assert vacant.employed_to is not None
        self._hiring.hire(vacant, self._first_day(vacant.employed_to), PERMANENT)

    def _one_of(self, candidates: list[Employment]) -> Employment | None:
        return candidates[int(self._rng.integers(len(candidates)))] if candidates else None

    def _mover(
        self, leaver: Employment, unit: str, open_permanent: dict[str, list[Employment]]
    ) -> Employment | None:
        """A colleague of the same kind elsewhere in the administration, who may go only once."""
        colleagues = [
            (other, colleague)
            for other, employments in open_permanent.items()
            if administration(other) == administration(unit)
            for colleague in employments
            if colleague.cost_centre != leaver.cost_centre
            and colleague.occupation[:3] == leaver.occupation[:3]
        ]
        if not colleagues:
            return None
        other, mover = colleagues[int(self._rng.integers(len(colleagues)))]
        open_permanent[other].remove(mover)
        return mover

    def _contracts_in(self, unit: str, month: date) -> list[Employment]:
        """The temporary contracts of a unit that have begun and not ended."""
        return [
            contract
            for contract in self._contract_ends
            if contract.employed_to is None
            and contract.employed_from < month
            and self._leaves.unit(contract.cost_centre, month) == unit
        ]

    def _may_return(self, name: str, first_day: date) -> list[Employment]:
        """Who left an administration some months ago, less than a year."""
        return [
            earlier
            for earlier in self._left[name]
            if earlier.employed_to is not None and 60 < (first_day - earlier.employed_to).days < 330
        ]

    def _first_day(self, last_day: date) -> date:
        """The day on which a vacant place is taken: soon after it was left, often on a first."""
        day = last_day + timedelta(days=1 + int(self._rng.integers(VACANT_DAYS)))
        first = day.replace(day=1)
        return first if first > last_day and self._rng.random() < ON_A_FIRST else day

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
        at_home, elsewhere = (
            administration(leaves.unit(employment.cost_centre, START) or "")
            for employment in (first, place)
        )
        begins = START + timedelta(days=int(rng.integers(-200, 500)))
        ends = begins + timedelta(days=int(rng.integers(120, 600)))
        second = Employment(
            first.person,
            place.cost_centre,
            PERMANENT if at_home == elsewhere else TEMPORARY,
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
