"""What a reader of the marts can compute of what they withhold.

Here: the sums that hold between the amounts of a mart, and what follows from those shown.
Not here: which amounts are sensitive, how a mart is read (the test), elimination (`algebra`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
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
    def rest_of_subject(self) -> "Amount":
        """What of it lies in none of the parts that another measure follows; no mart shows it."""
        return self._replace(subject=_REST + self.subject)

    @property
    def is_rest(self) -> bool:
        """Whether it is such a rest."""
        return self.organisation.startswith(_REST) or self.subject.startswith(_REST)


Equation = dict[Amount, int]


@dataclass(frozen=True)
class Marts:
    """All amounts that marts could show with their true values, and those that they do show.

    `parent_of`: each organisation's parent, None for the region.
    `followed_parts`: amounts with those parts of them that another measure is about.
    `shown_sums`: what the marts show of no single amount, but of some of them together.
    """

    values: Mapping[Amount, Decimal]
    shown: Collection[Amount]
    parent_of: Mapping[str, str | None]
    followed_parts: Mapping[Amount, list[Amount]] = field(default_factory=dict)
    shown_sums: Mapping[Amount, list[Amount]] = field(default_factory=dict)

    def given_away(self) -> dict[Amount, Decimal]:
        """The amounts, rests among them, that are not shown and follow from those that are.

        Taken as known beside what is shown: where nothing lies between an organisation and those
        below it. A year to December and twelve months to December are one amount. That nobody
        is where a shown 0 says so is used, but given away of nobody: see `nothing_in`.
        """
        values, (given_away, _) = self._everything(), self._what_follows()
        return {each: values[each] for each in given_away}

    def nothing_in(self) -> set[Amount]:
        """The amounts not shown that must be 0, as no amount is negative and their sum is 0."""
        _, nothing = self._what_follows()
        return nothing

    def left_over(self) -> list[list[Amount]]:
        """Amounts not shown whose sum follows when what is shown is subtracted from a total."""
        known = self._known()
        sums = [
            ([each for each in equation if each not in known], next(iter(equation)))
            for equation in self.equations()
        ]
        return [unknown for unknown, total in sums if unknown and total in known]

    def _what_follows(self) -> tuple[set[Amount], set[Amount]]:
        """What elimination gives, and what is 0; each of them can bring about more of the other."""
        equations, values, known = list(self.equations()), self._everything(), self._known()
        nothing: set[Amount] = set()
        found = determined(equations, known)
        while more := _parts_of_nothing(equations, values, known | nothing | found):
            nothing |= more
            found = determined(equations, known | nothing)
        return found, nothing

    def _known(self) -> set[Amount]:
        rests = self.rests()
        where_something_is = {_series(rest) for rest, value in rests.items() if value}
        empty = {rest for rest in rests if _series(rest) not in where_something_is}
        twelve_months = {each for each in self.shown if each.window == "r12"}
        whole_years = {each._replace(window="ytd") for each in twelve_months if _is_december(each)}
        return empty.union(self.shown, self.shown_sums, whole_years & self.values.keys())

    def _everything(self) -> dict[Amount, Decimal]:
        sums = {total: self._sum_of(parts) for total, parts in self.shown_sums.items()}
        return {**self.values, **self.rests(), **sums}

    def _sum_of(self, parts: list[Amount]) -> Decimal:
        return sum((self.values[part] for part in parts), Decimal(0))

    def rests(self) -> dict[Amount, Decimal]:
        """The true values of all rests."""
        below = {
            total.rest: self.values[total] - self._sum_of(parts)
            for total, parts in self._below().items()
        }
        return below | {
            total.rest_of_subject: self.values[total] - self._sum_of(parts)
            for total, parts in self.followed_parts.items()
        }

    def not_adding_up(self, tolerance: Decimal) -> list[Equation]:
        """The equations that the true values do not satisfy; there should be none."""
        values = self._everything()
        return [
            equation
            for equation in self.equations()
            if abs(sum((values[each] * times for each, times in equation.items()), Decimal(0)))
            > tolerance
        ]

    def equations(self) -> Iterator[Equation]:
        """The sums over organisations, subjects, measures and months, each with its total first."""
        for total, parts in self._below().items():
            yield _sum(total, [*parts, total.rest])
        for total, parts in self.followed_parts.items():
            yield _sum(total, [*parts, total.rest_of_subject])
        for total, parts in self.shown_sums.items():
            yield _sum(total, parts)
        subjects = _together(self.values, "subject")
        for total in self.values:
            if total.subject == TOTAL:
                for line in _lines(subjects[total._replace(subject="")] - {TOTAL}):
                    yield _sum(total, [total._replace(subject=subject) for subject in line])
        for total in self.values:
            months = months_of(total)
            if total.window != "month" and months and all(month in self.values for month in months):
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


def months_of(amount: Amount) -> list[Amount]:
    """The months that a window adds up, the last one first; none where it adds up nothing."""
    year, month = int(amount.period[:4]), int(amount.period[5:])
    length = {"month": 1, "ytd": month, "r12": 12}.get(amount.window, 0)
    periods = [
        f"{(year * 12 + month - 1 - back) // 12:04d}-{(month - 1 - back) % 12 + 1:02d}"
        for back in range(length)
    ]
    return [amount._replace(window="month", period=period) for period in periods]


def _parts_of_nothing(
    equations: list[Equation], values: Mapping[Amount, Decimal], known: set[Amount]
) -> set[Amount]:
    """What is not known and yet must be 0: alone on its side of a sum whose other side is 0."""
    nothing: set[Amount] = set()
    open_ones = [
        unknown
        for equation in equations
        if (unknown := {each: times for each, times in equation.items() if each not in known})
    ]
    while True:
        more = {
            each
            for unknown in open_ones
            if len({times > 0 for each, times in unknown.items() if each not in nothing}) == 1
            and not any(values[each] for each in unknown)
            for each in unknown
        } - nothing
        if not more:
            return nothing
        nothing |= more


def _is_december(amount: Amount) -> bool:
    return amount.period.endswith("-12")


def _series(amount: Amount) -> Amount:
    return amount._replace(window="", period="")
