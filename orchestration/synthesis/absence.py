"""Absence: who is away when, to what extent, so that sick leave comes to what is published.

Belongs here: drawing spells until each unit's month has the sick hours it should, and what the
scheduling system Tessa loses of them. How a spell is registered belongs in ``registration``.

The totals are reached by how many spells are drawn; the last one of a month is as short as fits.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from orchestration.synthesis.drawing import month_end
from orchestration.synthesis.economy import ADH, DELIVERED_MONTHS, UNITS
from orchestration.synthesis.figures import Floats, Integers, PublishedFigures
from orchestration.synthesis.people import (
    DAY,
    HOURLY,
    LAST_DAY,
    Employment,
    Leaves,
    Person,
    administration,
    pick,
)
from orchestration.synthesis.tree import START, CostCentre
from orchestration.synthesis.turnover import PUBLISHED_WINDOW

SICK_LEAVE_FIGURE = "adh.staff.sick_leave"
# Sick leave in percent of ordinary hours: of the others as it is, of ADH beside each other.
LEVELS = {"ADH-LVS": 5.7, "ADH-AS-AMB": 7.3, "ADH-AS-SJR": 5.9, "ADH-AS-1177": 6.5,
          "ADH-MD-RTG": 6.0, "ADH-MD-LAB": 5.9, "ADH-HF": 6.0, "HS": 6.3, "NSVH": 5.6,
          "NSVH-VC": 6.1, "NSVH-FTV": 6.2, "PSH": 6.7}  # fmt: skip
SEASON = [1.12, 1.2, 1.1, 1.02, 0.98, 0.92, 0.78, 0.85, 0.98, 1.03, 1.07, 1.05]
# In the winter of 2024 the infections came late, beside what is usual in the month.
LATE_INFECTIONS = {date(2024, 1, 1): 0.92, date(2024, 2, 1): 1.1}
# In ADH sick leave is above its target also in summer.
LOWEST_IN_ADH = 0.92
GROWTH_FROM = date(2024, 3, 1)
GROWTH = 1.05
# Ambulance is on Tessa from this day on, and the share of its sick hours that is delivered since.
TESSA_UNIT, TESSA_FROM, TESSA_DELIVERS = "ADH-AS-AMB", date(2024, 2, 1), 0.78

# The share of all spells, their median days and spread, and the extents they are likely to have.
SHORT, MIDDLING, LONG = (0.75, 2.6, 0.6), (0.19, 13.0, 0.6), (0.06, 95.0, 0.7)
KINDS = [SHORT, MIDDLING, LONG]
EXTENTS = {100: 0.84, 50: 0.1, 75: 0.03, 25: 0.03}
STEPS_BACK = [100, 75, 50, 25]
CERTIFICATE_DAYS = (14, 60)
# Of the first month's sick hours, the share in long spells that had begun before it, and the
# first day that one may have begun.
ALREADY_SICK, EARLIEST = 0.48, date(2022, 1, 1)
WOMEN_TO_MEN = 1.45
# How ill the ages are beside each other, each from a first age on, and how often the spells of the
# youngest are long beside those of the others.
AGES = {0: 0.85, 30: 0.95, 50: 1.15}
LONG_WHEN_YOUNG = 0.35
# The least of its share of a month's new spells that a group has, however ill it is already.
LEAST_OF_SHARE = 0.1
# The fewest hours that a further spell is drawn for: about half a calendar day's.
FEWEST_HOURS = 3.0


@dataclass(frozen=True)
class Absence:
    """Days away from one employment to one extent (percent): what a certificate covers."""

    employment: int
    first: date
    last: date
    extent: int
    cause: str = "SJUK"


def draw_sick_leave(
    published: PublishedFigures,
    employments: Sequence[Employment],
    hours: Integers,
    tree: Sequence[CostCentre],
    seed: int,
) -> list[Absence]:
    """All sick leave as it is delivered; on no day does an employment have two extents.

    Args:
        published: the figures.
        employments: the register.
        hours: ordinary hours in hundredths, of shape (employments, months).
        tree: the cost centres.
        seed: of the sample.
    """
    rng = np.random.default_rng([seed, 22])
    units = _unit_of_month(employments, hours, Leaves(tree))
    drawing = _SickLeave(employments, hours / 100, units, rng)
    drawing.draw(_wanted_hours(published, hours / 100, units, rng))
    return _delivered(drawing, rng)


def _unit_of_month(employments: Sequence[Employment], hours: Integers, leaves: Leaves) -> Integers:
    """The unit's number of each employment and month; -1 where no hours are scheduled."""
    units = np.full(hours.shape, -1, dtype=np.int64)
    for number, month in enumerate(DELIVERED_MONTHS):
        unit_of: dict[str, int] = {}
        for index in np.flatnonzero(hours[:, number]).tolist():
            code = employments[index].cost_centre
            if code not in unit_of:
                unit_of[code] = UNITS.index(leaves.unit(code, month) or "")
            units[index, number] = unit_of[code]
    return units


def _days_held(employments: Sequence[Employment]) -> Integers:
    """The days of each month on which each employment holds, of shape (employments, months)."""
    begins = np.array([one.employed_from.toordinal() for one in employments])[:, np.newaxis]
    ends = np.array([(one.employed_to or date.max).toordinal() for one in employments])
    firsts = np.array([month.toordinal() for month in DELIVERED_MONTHS])
    lasts = np.array([month_end(month).toordinal() for month in DELIVERED_MONTHS])
    held: Integers = np.minimum(ends[:, np.newaxis], lasts) - np.maximum(begins, firsts) + 1
    return np.maximum(held, 0)


def _group_of_month(employments: Sequence[Employment]) -> Integers:
    """The group of each employment's person by the year of each month, men's before women's."""
    born = np.array([employment.person.born.year for employment in employments])
    women = np.array([employment.person.is_woman for employment in employments])
    years = np.array([month.year for month in DELIVERED_MONTHS])
    ages = np.searchsorted(list(AGES), years - born[:, np.newaxis], side="right") - 1
    groups: Integers = ages + len(AGES) * women[:, np.newaxis]
    return groups


def _wanted_hours(
    published: PublishedFigures, hours: Floats, units: Integers, rng: np.random.Generator
) -> Floats:
    """Sick hours of each unit and month, of shape (units, months): ADH's deliver the published."""
    ordinary = np.array([
        [hours[units[:, month] == unit, month].sum() for month in range(len(DELIVERED_MONTHS))]
        for unit in range(len(UNITS))
    ])  # fmt: skip
    shape = np.array([
        SEASON[month.month - 1] * LATE_INFECTIONS.get(month, 1.0) for month in DELIVERED_MONTHS
    ])  # fmt: skip
    growth = np.array([GROWTH if month >= GROWTH_FROM else 1.0 for month in DELIVERED_MONTHS])
    shapes = np.array([
        growth * (np.maximum(shape, LOWEST_IN_ADH) if unit in ADH else shape) for unit in UNITS
    ])  # fmt: skip
    levels = np.array([LEVELS[unit] / 100 for unit in UNITS])
    noise = rng.normal(1, 0.012, ordinary.shape)
    wanted: Floats = ordinary * levels[:, np.newaxis] * shapes * noise
    delivered = wanted.copy()
    tessa = [month >= TESSA_FROM for month in DELIVERED_MONTHS]
    delivered[UNITS.index(TESSA_UNIT), tessa] *= TESSA_DELIVERS
    window = np.ix_(
        [UNITS.index(unit) for unit in ADH],
        [DELIVERED_MONTHS.index(month) for month in PUBLISHED_WINDOW],
    )
    share = float(published.number(SICK_LEAVE_FIGURE)) / 100
    scale = share * ordinary[window].sum() / delivered[window].sum()
    wanted[[UNITS.index(unit) for unit in ADH]] *= scale
    return wanted


class _SickLeave:
    """Draws spells month by month, and keeps count of the hours they take of each unit's month.

    A group are the people of one sex and age; each has its share of a unit's month.
    """

    def __init__(
        self,
        employments: Sequence[Employment],
        hours: Floats,
        units: Integers,
        rng: np.random.Generator,
    ) -> None:
        self._employments = employments
        self._ordinary = hours
        self._days = _days_held(employments)
        a_day = np.divide(hours, self._days, out=np.zeros_like(hours), where=self._days > 0)
        self._a_day = a_day.tolist()
        self._units = units
        self._unit_of = units.tolist()
        self._groups = _group_of_month(employments)
        self._group_of = self._groups.tolist()
        self._rng = rng
        # Some are often ill and most are seldom.
        frailty = {
            person: rng.lognormal(0, 0.7)
            for person in dict.fromkeys(employment.person for employment in employments)
        }
        self._frailty = np.array([frailty[employment.person] for employment in employments])
        self._of_person: dict[Person, list[int]] = defaultdict(list)
        for index, employment in enumerate(employments):
            if employment.form != HOURLY:
                self._of_person[employment.person].append(index)
        self._spells: dict[int, list[tuple[date, date]]] = defaultdict(list)
        self.taken = np.zeros((len(UNITS), len(DELIVERED_MONTHS))).tolist()
        self._taken_by_group = np.zeros((len(UNITS), len(DELIVERED_MONTHS), 2 * len(AGES))).tolist()
        self.absences: list[Absence] = []

    def draw(self, wanted: Floats) -> None:
        """Draw spells until each unit's months have the hours that are wanted.

        What the units of an administration have had too much, the next to be drawn has less; the
        published administration is drawn last, for people who work in two are ill in both.
        """
        by_size = np.argsort(wanted.sum(axis=1)).tolist()
        order = sorted(by_size, key=lambda unit: UNITS[unit] in ADH)
        drawn: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, month in enumerate(DELIVERED_MONTHS):
            for unit in order:
                earlier = drawn[administration(UNITS[unit])]
                owed = sum(wanted[cell] - self.taken[cell[0]][cell[1]] for cell in earlier)
                goal = float(wanted[unit, number] + owed)
                if month == START:
                    self._begin(unit, goal * ALREADY_SICK)
                self._fill(unit, number, goal)
                earlier.append((unit, number))

    def _begin(self, unit: int, goal: float) -> None:
        """Draw long spells that go on when the first month begins, until they take ``goal`` hours.

        Of those that go on the longer ones are the more, each as long as it is likely to be met.
        """
        members, weights = self._members(unit, 0, goal)
        weights = weights * np.where(self._young(members, 0), LONG_WHEN_YOUNG, 1.0)
        _, median, spread = LONG
        while goal - self.taken[unit][0] > FEWEST_HOURS:
            index = int(self._rng.choice(members, p=weights / weights.sum()))
            days = max(round(median * np.exp(spread * (self._rng.normal() + spread))), 2)
            begun = START - timedelta(days=int(self._rng.integers(1, days)))
            last = begun + timedelta(days=days - 1)
            first = max(begun, self._employments[index].employed_from)
            if EARLIEST <= first < START:
                self._fall_ill(index, first, last, 0, goal - self.taken[unit][0])

    def _fill(self, unit: int, number: int, goal: float) -> None:
        """Draw spells that begin in a unit's month until ``goal`` hours of it are taken."""
        month = DELIVERED_MONTHS[number]
        members, weights = self._members(unit, number, goal)
        young = dict(zip(members.tolist(), self._young(members, number).tolist(), strict=True))
        shares = np.array([share for share, _, _ in KINDS])
        while goal - self.taken[unit][number] > FEWEST_HOURS:
            drawn = 64
            chosen = self._rng.choice(members, size=drawn, p=weights).tolist()
            of_kind = self._rng.choice(len(KINDS), size=drawn, p=shares).tolist()
            starts = self._rng.integers(month_end(month).day, size=drawn).tolist()
            sizes = self._rng.normal(size=drawn).tolist()
            for index, kind, start, size in zip(chosen, of_kind, starts, sizes, strict=True):
                rest = goal - self.taken[unit][number]
                if rest <= FEWEST_HOURS:
                    return
                if KINDS[kind] == LONG and young[index] and self._rng.random() > LONG_WHEN_YOUNG:
                    continue
                _, median, spread = KINDS[kind]
                days = max(round(median * np.exp(spread * size)), 1)
                first = month + timedelta(days=start)
                self._fall_ill(index, first, first + timedelta(days=days - 1), number, rest)

    def _members(self, unit: int, number: int, goal: float) -> tuple[Integers, Floats]:
        """Who has hours in a unit's month, and how likely each is to fall ill in it.

        The groups that lack most of their shares of ``goal`` are the likeliest.
        """
        members = np.flatnonzero(self._units[:, number] == unit)
        groups = self._groups[members, number]
        tendency = np.outer([1.0, WOMEN_TO_MEN], list(AGES.values())).ravel()
        expected = tendency * np.bincount(
            groups, weights=self._ordinary[members, number], minlength=len(tendency)
        )
        expected *= goal / expected.sum()
        lacking = np.maximum(
            expected - self._taken_by_group[unit][number], LEAST_OF_SHARE * expected
        )
        frailty = np.bincount(groups, weights=self._frailty[members], minlength=len(tendency))
        weights = self._frailty[members] * lacking[groups] / frailty[groups]
        return members, weights / weights.sum()

    def _young(self, members: Integers, number: int) -> npt.NDArray[np.bool_]:
        """Whether each is of the first age in a month."""
        young: npt.NDArray[np.bool_] = self._groups[members, number] % len(AGES) == 0
        return young

    def _fall_ill(self, index: int, first: date, last: date, number: int, rest: float) -> None:
        """Let someone be ill for some days, on all their employments, if they are not already.

        The spell is shorter where it would take more than ``rest`` hours of its first month.
        """
        employment = self._employments[index]
        if not employment.holds_on(first):
            return
        month = DELIVERED_MONTHS[number]
        begins = max(first, month)
        in_month = (min(last, month_end(month)) - begins).days + 1
        a_day = self._a_day[index][number]
        if in_month * a_day > rest + FEWEST_HOURS:
            days = min(max(round(rest / a_day), 1), in_month)
            last = begins + timedelta(days=days - 1)
        certificates = self._certificates(first, last)
        for other in self._of_person[employment.person]:
            held = self._employments[other]
            begins = max(first, held.employed_from)
            ends = min(last, held.employed_to or last)
            # The spell goes on in the next employment, or runs beside in a second one, unless the
            # person has left in between.
            if begins > ends or not self._is_well(other, begins, ends):
                continue
            if other != index and not self._unbroken(employment, held):
                continue
            self._spells[other].append((begins, ends))
            for begun, ended, extent in certificates:
                if begun <= ends and begins <= ended:
                    self._take(Absence(other, max(begun, begins), min(ended, ends), extent))

    @staticmethod
    def _unbroken(one: Employment, other: Employment) -> bool:
        """Whether no day lies between two employments."""
        earlier, later = sorted((one, other), key=lambda employment: employment.employed_from)
        return earlier.employed_to is None or later.employed_from <= earlier.employed_to + DAY

    def _is_well(self, index: int, first: date, last: date) -> bool:
        return all(last < begun or ended < first for begun, ended in self._spells[index])

    def _certificates(self, first: date, last: date) -> list[tuple[date, date, int]]:
        """The certificates of a spell, end to end; after a long one many return step by step.

        The first delivery tells of a spell that goes on as one certificate from its first day.
        """
        certificates: list[tuple[date, date, int]] = []
        extent = pick(self._rng, EXTENTS)
        begun = first
        while first <= last:
            days = int(self._rng.integers(*CERTIFICATE_DAYS))
            ended = min(last, first + timedelta(days=days - 1))
            first = ended + DAY
            if ended < START:
                continue
            certificates.append((begun, ended, extent))
            begun = first
            if len(certificates) > 1 and extent > STEPS_BACK[-1] and self._rng.random() < 0.25:
                extent = STEPS_BACK[STEPS_BACK.index(extent) + 1]
        return certificates

    def _take(self, absence: Absence) -> None:
        """Keep an absence that begins before the last month is over, and count its hours."""
        if absence.first > LAST_DAY:
            return
        self.absences.append(absence)
        for number, taken in self.hours_by_month(absence):
            unit = self._unit_of[absence.employment][number]
            self.taken[unit][number] += taken
            self._taken_by_group[unit][number][self._group_of[absence.employment][number]] += taken

    def hours_by_month(self, absence: Absence) -> list[tuple[int, float]]:
        """The number of each month that an absence touches, and the sick hours it takes there."""
        index = absence.employment
        number = max(bisect_right(DELIVERED_MONTHS, absence.first) - 1, 0)
        months = []
        while number < len(DELIVERED_MONTHS) and DELIVERED_MONTHS[number] <= absence.last:
            month = DELIVERED_MONTHS[number]
            end = month_end(month)
            days = (min(absence.last, end) - max(absence.first, month)).days + 1
            months.append((number, self._a_day[index][number] * days * absence.extent / 100))
            number += 1
        return months

    def unit(self, absence: Absence, month: date) -> str | None:
        """The unit of an absence in a month; None where no hours are scheduled."""
        unit = self._unit_of[absence.employment][DELIVERED_MONTHS.index(month)]
        return None if unit < 0 else UNITS[unit]


def _delivered(drawing: _SickLeave, rng: np.random.Generator) -> list[Absence]:
    """What is delivered of all sick leave: Tessa loses whole certificates, and ends of them."""
    delivered: list[Absence] = []
    in_tessa: dict[date, list[Absence]] = defaultdict(list)
    for absence in drawing.absences:
        if absence.last < TESSA_FROM or drawing.unit(absence, _month(absence)) != TESSA_UNIT:
            delivered.append(absence)
            continue
        if absence.first < TESSA_FROM:
            delivered.append(replace(absence, last=TESSA_FROM - DAY))
        # Tessa keeps a certificate month by month.
        first = max(absence.first, TESSA_FROM)
        while first <= min(absence.last, LAST_DAY):
            last = min(absence.last, month_end(first.replace(day=1)))
            in_tessa[first.replace(day=1)].append(replace(absence, first=first, last=last))
            first = last + DAY
    for month in sorted(in_tessa):
        kept = in_tessa[month]
        taken = [sum(hours for _, hours in drawing.hours_by_month(absence)) for absence in kept]
        lost = sum(taken) * (1 - TESSA_DELIVERS)
        for index in rng.permutation(len(kept)).tolist():
            absence, hours = kept[index], taken[index]
            days = (absence.last - absence.first).days + 1
            missing = min(round(days * lost / hours), days)
            lost -= hours * missing / days
            if missing < days:
                delivered.append(replace(absence, last=absence.last - timedelta(days=missing)))
    return delivered


def _month(absence: Absence) -> date:
    return min(absence.last, LAST_DAY).replace(day=1)
