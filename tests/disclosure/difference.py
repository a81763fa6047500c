"""What a reader of the marts can compute of what they withhold.

Here: the sums that hold between the amounts of a mart, and what follows from those shown.
Not here: which amounts are sensitive, how a mart is read (the test), elimination (`algebra`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tests.disclosure.algebra import determined

TOTAL = "total"
_SEXES = {"female", "male"}
_REST = "rest of "


class Amount(NamedTuple):
    """One number: `what` of a measure (a numerator, hours …), in one window that ends with a month.

    Windows are month, ytd, r12 and point_in_time; a period is YYYY-MM.
    """

    measure: str
    what: str
    subject: str
    organisation: str
    window: str
    period: str

    @property
    def rest(self) -> "Amount":
        """What of an organisation lies in none of those right below it; no mart shows it."""
        return self._replace(organisation=_REST + self.organisation)

    @property
    def is_rest(self) -> bool:
        """Whether it is such a rest."""
        return self.organisation.startswith(_REST)


Equation = dict[Amount, int]


@dataclass(frozen=True)
class Marts:
    """All amounts that marts could show with their true values, and those that they do show.

    `parent_of`: each organisation's parent, None for the region.
    """

    values: Mapping[Amount, Decimal]
    shown: Collection[Amount]
    parent_of: Mapping[str, str | None]

    def given_away(self) -> dict[Amount, Decimal]:
        """The amounts, rests among them, that are not shown and follow from those that are.

        Taken as known beside what is shown: where nothing lies between an organisation and those
        below it. A year to December and twelve months to December are one amount.
        """
        values = {**self.values, **self.rests()}
        return {each: values[each] for each in determined(self.equations(), self._known())}

    def left_over(self) -> list[list[Amount]]:
        """Amounts not shown whose sum follows when what is shown is subtracted from a total."""
        known = self._known()
        sums = [
            ([each for each in equation if each not in known], next(iter(equation)))
            for equation in self.equations()
        ]
        return [unknown for unknown, total in sums if unknown and total in known]

    def _known(self) -> set[Amount]:
        rests = self.rests()
        where_something_is = {_series(rest) for rest, value in rests.items() if value}
        empty = {rest for rest in rests if _series(rest) not in where_something_is}
        twelve_months = {each for each in self.shown if each.window == "r12"}
        whole_years = {each._replace(window="ytd") for each in twelve_months if _is_december(each)}
        return empty.union(self.shown, whole_years & self.values.keys())

    def rests(self) -> dict[Amount, Decimal]:
        """The true values of all rests."""
        return {
            total.rest: self.values[total] - sum((self.values[part] for part in parts), Decimal(0))
            for total, parts in self._below().items()
        }

    def not_adding_up(self, tolerance: Decimal) -> list[Equation]:
        """The equations that the true values do not satisfy; there should be none."""
        values = {**self.values, **self.rests()}
        return [
            equation
            for equation in self.equations()
            if abs(sum((values[each] * times for each, times in equation.items()), Decimal(0)))
            > tolerance
        ]

    def equations(self) -> Iterator[Equation]:
        """The sums over organisations, over subjects and over months, each with its total first."""
        for total, parts in self._below().items():
            yield _sum(total, [*parts, total.rest])
        subjects = _together(self.values, "subject")
        for total in self.values:
            if total.subject == TOTAL:
                for line in _lines(subjects[total._replace(subject="")] - {TOTAL}):
                    yield _sum(total, [total._replace(subject=subject) for subject in line])
        for total in self.values:
            months = [total._replace(window="month", period=month) for month in _months(total)]
            if months and all(month in self.values for month in months):
                yield _sum(total, months)

    def _below(self) -> dict[Amount, list[Amount]]:
        """The amounts of organisations that have others below them, with those."""
        below: dict[Amount, list[Amount]] = defaultdict(list)
        for part in self.values:
            parent = self.parent_of[part.organisation]
            if parent is not None and (total := part._replace(organisation=parent)) in self.values:
                below[total].append(part)
        return below


def _sum(total: Amount, parts: list[Amount]) -> Equation:
    return {total: -1} | dict.fromkeys(parts, 1)


def _together(amounts: Collection[Amount], field: str) -> dict[Amount, set[str]]:
    """The values of a field that occur together with the same values of all others."""
    together: dict[Amount, set[str]] = defaultdict(set)
    for amount in amounts:
        together[amount._replace(**{field: ""})].add(getattr(amount, field))
    return together


def _lines(subjects: set[str]) -> list[set[str]]:
    """The sets of subjects that each add up to the total: sexes and ages are two of them."""
    lines = [subjects & _SEXES, subjects - _SEXES]
    return [line for line in lines if line]


def _months(amount: Amount) -> list[str]:
    """The months that an accumulated window adds up; none for the others."""
    year, month = int(amount.period[:4]), int(amount.period[5:])
    length = {"ytd": month, "r12": 12}.get(amount.window, 0)
    return [
        f"{(year * 12 + month - 1 - back) // 12:04d}-{(month - 1 - back) % 12 + 1:02d}"
        for back in range(length)
    ]


def _is_december(amount: Amount) -> bool:
    return amount.period.endswith("-12")


def _series(amount: Amount) -> Amount:
    return amount._replace(window="", period="")
