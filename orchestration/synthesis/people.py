"""People and their employments, as the HR system registers them.

Belongs here: what a person and an employment are, who holds the places at the start, and who is
hired to one. When people come, go and move belongs in ``workforce``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from orchestration.synthesis.drawing import month_end, next_month
from orchestration.synthesis.economy import LAST_BOOKED, UNITS, YEAR
from orchestration.synthesis.figures import share_out
from orchestration.synthesis.identity import identity_numbers
from orchestration.synthesis.tree import START, CostCentre
from orchestration.synthesis.writing import Value

LAST_DAY = month_end(LAST_BOOKED)
DAY = timedelta(days=1)

PERMANENT, TEMPORARY, HOURLY, ANNUAL_POOL = "TV", "VIK", "TIM", "ÅRS"
FORMS_OF_TURNOVER = {PERMANENT, ANNUAL_POOL}
PLACES = 8_500
# Too few people for their share of the cost to tell them apart: sjukresor buys, it does not drive.
SMALLEST_UNIT = 24
SHARE_OF_FORM = {PERMANENT: 0.83, TEMPORARY: 0.08, HOURLY: 0.09}
# The working groups of the annual pool in ambulance, and the day on which their contracts end.
POOL_UNIT = "ADH-AS-AMB"
POOL_GROUP = 12
POOL_CONTRACTS_END = [date(2023, 4, 30), date(2023, 8, 31), None]

SHARE_OF_WOMEN = {"ADH-AS-AMB": 0.42, "ADH-AS-SJR": 0.75, "ADH-AS-1177": 0.7}
WOMEN_ELSEWHERE, WOMEN_AMONG_DOCTORS = 0.86, 0.52
DEGREES = {100: 0.58, 90: 0.08, 85: 0.06, 80: 0.12, 75: 0.08, 60: 0.03, 50: 0.05}
# How large a cost centre is beside the others of its unit, by a word of its name.
SIZE_BY_WORD = {"ledning": 0.3, "Ledning": 0.3, "forskning": 0.15, "sekreterare": 0.5,
                "avdelning": 2.2, "heldygnsvård": 2.2}  # fmt: skip
# Codes of AID by a word of the cost centre's name, else of its unit. The first three digits tell
# the area of work: 151 and 152 administration, 201 to 204 doctors, 206 nurses, 207 assistant
# nurses.
DOCTORS, NURSES = ["201010", "202010", "203010"], ["206010", "206013", "206090"]
ASSISTANTS = ["207010", "207011", "207014"]
ADMINISTRATION = ["151010", "151012", "152010", "152012"]
OCCUPATIONS_BY_WORD = {
    "läkare": DOCTORS,
    "sekreterare": ["152014"],
    "edning": ADMINISTRATION,
    "sjukvårdare": ["207015"],
    "sjuksköterskor": NURSES,
    "biomedicinska": ["209016"],
    "psykologer": ["251010"],
    "rehab": ["209010", "209012"],
    "psykosocial": ["251012", "251010"],
    "Hjälpmedel": ["209010", "209014", "152010"],
    "Hörsel": ["209018", "152010"],
    "Kvinnohälsovård": ["205010", "207011"],
    "tandläkare": ["208010"],
    "tandhygienister": ["208012"],
    "tandsköterskor": ["208014"],
}
OCCUPATIONS_BY_UNIT = {
    "ADH-LVS": ADMINISTRATION,
    "ADH-AS-SJR": ["152010", "152012"],
    "ADH-AS-1177": NURSES,
    "ADH-HF": ["209010", "209012", "251012", "206010", "152010"],
    "NSVH": ADMINISTRATION,
    "NSVH-FTV": ["208010", "208014"],
}


@dataclass(frozen=True, eq=False)
class Person:
    """Someone employed by the region."""

    is_woman: bool
    born: date


@dataclass(eq=False)
class Employment:
    """One employment; ``employed_to`` and ``reason`` are None while it holds."""

    person: Person
    cost_centre: str
    form: str
    occupation: str
    degree: int
    employed_from: date
    employed_to: date | None = None
    reason: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the person is employed here on that day."""
        return self.employed_from <= day and (self.employed_to is None or day <= self.employed_to)

    def end(self, day: date, reason: str) -> None:
        """Let the employment end after that day."""
        self.employed_to, self.reason = day, reason


class Leaves:
    """The cost centres that employ: which unit each hangs in when, and its name."""

    def __init__(self, tree: Sequence[CostCentre]) -> None:
        self._places: dict[str, list[CostCentre]] = {}
        for leaf in tree:
            if leaf.unit is not None:
                self._places.setdefault(leaf.code, []).append(leaf)

    def at_start(self, unit: str) -> list[CostCentre]:
        """The leaves of a unit on the first day."""
        return [
            leaf
            for places in self._places.values()
            for leaf in places
            if leaf.unit == unit and leaf.holds_on(START)
        ]

    def place(self, code: str, day: date) -> CostCentre | None:
        """Where a leaf hangs on a day; None once it is closed."""
        return next((leaf for leaf in self._places[code] if leaf.holds_on(day)), None)

    def unit(self, code: str, day: date) -> str | None:
        """The unit that a leaf hangs in on a day; None once it is closed."""
        place = self.place(code, day)
        return None if place is None else place.unit

    def last_day(self, code: str) -> date | None:
        """The last day of a leaf that is closed; None for one that is not."""
        return self._places[code][-1].valid_to

    def successor(self, code: str) -> str:
        """The leaf of the same unit that takes over the people of a closed one."""
        closed = self._places[code][-1]
        lasting = [
            leaf
            for places in self._places.values()
            for leaf in places
            if leaf.unit == closed.unit and leaf.valid_to is None and leaf.valid_from == START
        ]
        siblings = [leaf for leaf in lasting if leaf.parent == closed.parent]
        return (siblings or lasting)[0].code


class Hiring:
    """Draws who is hired to a place, and remembers everyone who was."""

    def __init__(self, leaves: Leaves, rng: np.random.Generator) -> None:
        self._leaves = leaves
        self._rng = rng
        self.employments: list[Employment] = []

    def hire(
        self, place: Employment, first_day: date, form: str, person: Person | None = None
    ) -> Employment:
        """Employ someone, a new person unless given, in the work of an earlier employment."""
        hired = Employment(
            person or self._person(place.cost_centre, place.occupation, first_day, (20, 38)),
            place.cost_centre,
            form,
            place.occupation,
            place.degree,
            first_day,
        )
        self.employments.append(hired)
        return hired

    def fill_opening_places(self) -> None:
        """Employ those whose employments hold on the first day of the register."""
        cost = np.array([
            sum(year[group] for group in year if group.startswith("personnel"))
            for year in YEAR.values()
        ])  # fmt: skip
        for unit, places in zip(UNITS, share_out(PLACES, cost).tolist(), strict=True):
            leaves = self._leaves.at_start(unit)
            sizes = self._rng.lognormal(0, 0.35, size=len(leaves))
            sizes *= [
                next((size for word, size in SIZE_BY_WORD.items() if word in leaf.name), 1.0)
                for leaf in leaves
            ]
            counts = share_out(max(places, SMALLEST_UNIT), sizes)
            for leaf, count in zip(leaves, counts.tolist(), strict=True):
                for form in self._rng.choice(
                    list(SHARE_OF_FORM), size=count, p=list(SHARE_OF_FORM.values())
                ).tolist():
                    self._employ_before_start(leaf, form)
        self._fill_annual_pool()

    def _employ_before_start(self, leaf: CostCentre, form: str) -> Employment:
        """Employ someone on a place of a leaf since before the register begins."""
        rng = self._rng
        occupation = self._occupation(leaf)
        person = self._person(leaf.code, occupation, START, (21, 46))
        months = rng.exponential(110 if form == PERMANENT else 7)
        months = min(months, (START - person.born).days / 30.4 - 12 * 19)
        year, month = divmod(START.year * 12 - 1 - int(max(months, 1)), 12)
        employment = Employment(
            person, leaf.code, form, occupation, self._degree(), date(year, month + 1, 1)
        )
        self.employments.append(employment)
        return employment

    def _fill_annual_pool(self) -> None:
        """The permanent employments of the pool's working groups are annual-pool contracts."""
        ambulance = [
            employment
            for employment in self.employments
            if employment.form == PERMANENT
            and "ambulanssjuk" in self._name(employment.cost_centre)
            and self._leaves.unit(employment.cost_centre, START) == POOL_UNIT
        ]
        chosen = self._rng.choice(
            len(ambulance), size=POOL_GROUP * len(POOL_CONTRACTS_END), replace=False
        )
        for number, index in enumerate(chosen.tolist()):
            pooled = ambulance[index]
            pooled.form = ANNUAL_POOL
            pooled.employed_from = max(pooled.employed_from, date(2022, 5, 1))
            last_day = POOL_CONTRACTS_END[number // POOL_GROUP]
            if last_day is not None:
                pooled.end(last_day, "AVTAL")
                self.hire(pooled, last_day + DAY, PERMANENT, pooled.person)

    def _person(
        self, cost_centre: str, occupation: str, day: date, ages: tuple[int, int]
    ) -> Person:
        """Someone of an age from the first of ``ages``, at most the second's years older."""
        rng = self._rng
        unit = self._leaves.unit(cost_centre, START) or ""
        women = SHARE_OF_WOMEN.get(unit, WOMEN_ELSEWHERE)
        if occupation in DOCTORS:
            women = WOMEN_AMONG_DOCTORS
        youngest, span = ages
        age = youngest + span * rng.beta(1.5, 1.7)
        return Person(bool(rng.random() < women), day - timedelta(days=int(age * 365.25)))

    def _degree(self) -> int:
        return pick(self._rng, DEGREES)

    def _name(self, cost_centre: str) -> str:
        place = self._leaves.place(cost_centre, START)
        assert place is not None
        return place.name

    def _occupation(self, leaf: CostCentre) -> str:
        codes = next(
            (codes for word, codes in OCCUPATIONS_BY_WORD.items() if word in leaf.name),
            OCCUPATIONS_BY_UNIT.get(leaf.unit or "", [*NURSES, *ASSISTANTS]),
        )
        return codes[int(self._rng.integers(len(codes)))]


def administration(unit: str) -> str:
    """The administration of a unit: ADH of ADH-AS-AMB."""
    return unit.split("-", maxsplit=1)[0]


def pick(rng: np.random.Generator, shares: Mapping[int, float]) -> int:
    """One of the keys, each as often as its share says; the shares add up to one."""
    draw = rng.random()
    for key, share in shares.items():
        draw -= share
        if draw < 0:
            return key
    return key


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    return min(first + timedelta(days=day.day - 1), next_month(first) - DAY)


def employment_numbers(employments: Sequence[Employment]) -> dict[Employment, str]:
    """The number of each employment; the register numbers them as they are given."""
    return {
        employment: f"E{number:07d}" for number, employment in enumerate(employments, start=1_001)
    }


def employment_rows(
    employments: Sequence[Employment], rng: np.random.Generator
) -> list[Mapping[str, Value]]:
    """The register: one row an employment, the degree in hundredths of a percent."""
    people = list(dict.fromkeys(employment.person for employment in employments))
    identities = identity_numbers(
        rng,
        np.array([person.born for person in people], dtype="datetime64[D]"),
        np.array([person.is_woman for person in people]),
    )
    identity_of = dict(zip(people, identities.tolist(), strict=True))
    return [
        {
            "employment_number": number,
            "person": identity_of[employment.person],
            "sex": "K" if employment.person.is_woman else "M",
            "birth_year": f"{employment.person.born.year}",
            "cost_centre": employment.cost_centre,
            "form_of_employment": employment.form,
            "occupation": employment.occupation,
            "employed_from": employment.employed_from,
            "employed_to": employment.employed_to,
            "reason_for_leaving": employment.reason,
            "degree": employment.degree * 100,
        }
        for employment, number in employment_numbers(employments).items()
    ]
