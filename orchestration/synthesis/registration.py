"""How absence is registered: late, overlapping, corrected, taken back.

Belongs here: the registrations of a month, from the absence that they tell of. Whoever reads them
by the rules finds exactly that absence again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from orchestration.synthesis.absence import Absence
from orchestration.synthesis.economy import DELIVERED_MONTHS
from orchestration.synthesis.figures import Integers
from orchestration.synthesis.people import DAY, HOURLY, LAST_DAY, Employment, add_months, pick
from orchestration.synthesis.tree import START
from orchestration.synthesis.writing import Value

# The share of registrations that come one or two months late.
LATE = {0: 0.93, 1: 0.05, 2: 0.02}
# The share of sick leave registered wrongly and corrected, wrongly for someone who was not ill and
# taken back, and in two registrations that overlap; how many months later a correction comes.
CORRECTED, TAKEN_BACK, OVERLAPPING = 0.025, 0.008, 0.03
CORRECTED_AFTER = {0: 0.3, 1: 0.4, 2: 0.2, 4: 0.1}
CORRECTED_TWICE = 0.15


@dataclass(eq=False)
class _Registration:
    """A registered period, and the registration that it replaces."""

    month: date
    absence: Absence
    extent: int
    corrects: "_Registration | None" = None


def other_absence(employments: Sequence[Employment], hours: Integers, seed: int) -> list[Absence]:
    """Holidays, sick children, parental leave and leave without pay of those with ordinary hours.

    Args:
        employments: the register.
        hours: ordinary hours, of shape (employments, months).
        seed: of the sample.
    """
    rng = np.random.default_rng([seed, 24])
    absences = []
    for index in np.flatnonzero(hours.any(axis=1)).tolist():
        employment = employments[index]
        first = max(employment.employed_from, START)
        last = min(employment.employed_to or LAST_DAY, LAST_DAY)
        days = (last - first).days + 1
        planned = [
            ("SEMESTER", date(year, 6, 19) + timedelta(days=int(rng.integers(42))), 27)
            for year in (2023, 2024)
        ]
        for cause, a_year, length in (
            ("SEMESTER", 0.7, 7),
            ("VAB", 0.6, 2),
            ("FÖRÄLDRA", 0.06, 150),
            ("TJL", 0.04, 60),
        ):
            planned += [
                (cause, first + timedelta(days=int(rng.integers(days))), length)
                for _ in range(int(rng.poisson(a_year * days / 365)))
            ]
        for cause, begins, length in planned:
            ends = min(begins + timedelta(days=max(round(length * rng.lognormal(0, 0.3)), 1)), last)
            if first <= begins <= ends:
                absences.append(Absence(index, begins, ends, 100, cause))
    return absences


def absence_rows(
    absences: Sequence[Absence],
    employments: Sequence[Employment],
    numbers: Sequence[str],
    seed: int,
) -> dict[date, list[Mapping[str, Value]]]:
    """The registrations of each month, numbered in the order they were made."""
    rng = np.random.default_rng([seed, 25])
    registrations: list[_Registration] = []
    for absence in absences:
        if absence.cause == "SJUK":
            registrations += _registered(rng, absence, employments[absence.employment])
        else:
            registrations.append(_Registration(_registered_in(rng, absence), absence, 100))
    registrations.sort(key=lambda one: (one.month, one.absence.first))
    number_of = {
        registration: f"F{number:08d}"
        for number, registration in enumerate(registrations, start=100_001)
    }
    rows: dict[date, list[Mapping[str, Value]]] = defaultdict(list)
    for registration, number in number_of.items():
        absence, corrects = registration.absence, registration.corrects
        rows[registration.month].append(
            {
                "reporting_month": registration.month,
                "absence_number": number,
                "employment_number": numbers[absence.employment],
                "cause": absence.cause,
                "extent": registration.extent * 100,
                "absent_from": absence.first,
                "absent_to": absence.last,
                "corrected_absence": None if corrects is None else number_of[corrects],
            }
        )
    return rows


def _registered_in(rng: np.random.Generator, absence: Absence) -> date:
    """The month in which an absence is registered: that of its first day, or a little later.

    What began before the first delivery is registered from that on.
    """
    month = max(absence.first.replace(day=1), START)
    late = pick(rng, LATE)
    return min(add_months(month, late), DELIVERED_MONTHS[-1]) if late else month


def _registered(
    rng: np.random.Generator, absence: Absence, employment: Employment
) -> list[_Registration]:
    """The registrations of one certificate: mostly one."""
    right = _Registration(_registered_in(rng, absence), absence, absence.extent)
    draw = rng.random()
    if draw < CORRECTED:
        return _corrected(rng, right)
    if draw < CORRECTED + TAKEN_BACK:
        return [right, *_taken_back(rng, right, employment)]
    middle = absence.first + (absence.last - absence.first) // 2
    overlaps = draw < CORRECTED + TAKEN_BACK + OVERLAPPING
    if overlaps and START <= middle <= LAST_DAY and (absence.last - absence.first).days > 5:
        earlier = replace(absence, last=middle + 2 * DAY)
        later = replace(absence, first=middle)
        return [
            _Registration(right.month, earlier, absence.extent),
            _Registration(_registered_in(rng, later), later, absence.extent),
        ]
    return [right]


def _corrected(rng: np.random.Generator, right: _Registration) -> list[_Registration]:
    """A registration that was too long or to full extent, and what replaces it, perhaps twice."""
    absence = right.absence
    too_long = replace(absence, last=absence.last + int(rng.integers(2, 9)) * DAY)
    chain = [_Registration(right.month, too_long, 100)]
    wrong = 2 if rng.random() < CORRECTED_TWICE else 1
    for step in range(wrong):
        month = _corrected_in(rng, chain[-1].month)
        if month > DELIVERED_MONTHS[-1]:
            return [right]
        replacing = absence if step == wrong - 1 else replace(too_long, last=absence.last + DAY)
        chain.append(_Registration(month, replacing, absence.extent, chain[-1]))
    return chain


def _taken_back(
    rng: np.random.Generator, right: _Registration, employment: Employment
) -> list[_Registration]:
    """Days registered by mistake some time after a spell, and taken back with extent 0."""
    first = right.absence.last + int(rng.integers(10, 40)) * DAY
    mistaken = replace(right.absence, first=first, last=first + int(rng.integers(5)) * DAY)
    wrong = _Registration(_registered_in(rng, mistaken), mistaken, 100)
    month = _corrected_in(rng, wrong.month)
    if (
        employment.form == HOURLY
        or not employment.holds_on(mistaken.last)
        or max(mistaken.first.replace(day=1), month) > DELIVERED_MONTHS[-1]
    ):
        return []
    return [wrong, _Registration(month, mistaken, 0, wrong)]


def _corrected_in(rng: np.random.Generator, month: date) -> date:
    """The month in which a registration is corrected."""
    return add_months(month, pick(rng, CORRECTED_AFTER))
