"""The forecast proposal and its back-tests, computed a second time.

Here: `marts.forecast_proposal` as rows by key, month by month in exact fractions; no SQL of the
project.
Not here: summing up (`structure`), the administration's own forecast and the table of measures
(`finance`).
"""

from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from itertools import product

from tests.oracle.figures import rounded_half_away
from tests.oracle.mart import Count, Key, Mart, Rows, Value, percent
from tests.oracle.structure import RESULT, Books, Region

NO_PROPOSAL = "no proposal: fewer than twelve months are booked"
NO_INTERVAL = "no interval: too few back-tests"
WITHIN_INTERVAL = Fraction(80, 100)


def forecast_proposal(region: Region, books: Books, own_forecast: Mapping[Key, int]) -> Mart:
    """The mart; the own forecast is by organisation and month."""
    organisations = [row["organisation_code"] for row in region.organisations]
    groups = [row["account_group"] for row in region.groups if row["account_class"] != "balance"]
    actual = books.actual[books.booked_months].to_dict("index")
    budget = books.budget.to_dict("index")
    rows: Rows = {}
    for organisation, group in product(organisations, [RESULT, *groups]):
        line = _Line(actual[organisation, group], budget[organisation, group])
        for month in books.booked_months:
            if not month.endswith("-12"):
                own = own_forecast.get((organisation, month)) if group == RESULT else None
                rows[organisation, group, month] = line.row(month, own)
    return Mart(
        ("organisation_code", "account_group", "period"),
        (
            "months_remaining",
            "actual_ytd",
            "budget_full_year",
            "proposal_full_year",
            "proposal_low",
            "proposal_high",
            "proposal_deviation",
            "naive_full_year",
            "forecast_full_year",
            "backtests",
            "proposal_mean_absolute_error",
            "naive_mean_absolute_error",
            "proposal_error_percent",
            "naive_error_percent",
            "quality",
        ),
        rows,
    )


class _Line:
    """An account group of an organisation: öre by month, booked and budgeted."""

    def __init__(self, actual: Mapping[Hashable, int], budget: Mapping[Hashable, int]) -> None:
        self._months = [str(month) for month in actual]
        self._actual = list(actual.values())
        self._budget = {str(month): ore for month, ore in budget.items()}
        self._deviations = [
            ore - self._budget[month] for month, ore in zip(self._months, self._actual, strict=True)
        ]

    def row(self, month: str, own_forecast: int | None) -> tuple[Value, ...]:
        """The values of the mart's row."""
        at, remaining = self._months.index(month), 12 - int(month[5:])
        actual = sum(self._actual[self._january(at) : at + 1])
        budget = self._budget_of_year(month[:4])
        naive = actual + sum(
            ore
            for budgeted, ore in self._budget.items()
            if budgeted[:4] == month[:4] and budgeted > month
        )
        expected = self._expected(at, remaining)
        proposal = None if expected is None else naive + expected
        errors = list(self._errors(at, remaining))
        by_size = sorted(abs(proposed) for proposed, _ in errors)
        enough = (WITHIN_INTERVAL * (len(errors) + 1)).__ceil__()
        reach = by_size[enough - 1] if enough <= len(errors) else None
        mean = _mean(by_size)
        mean_of_naive = _mean([abs(naive_error) for _, naive_error in errors])
        of_year = abs(sum(self._actual[max(at - 11, 0) : at + 1]))
        quality = NO_PROPOSAL if proposal is None else NO_INTERVAL if reach is None else None
        return (
            Count(remaining),
            actual,
            budget,
            proposal,
            None if proposal is None or reach is None else proposal - reach,
            None if proposal is None or reach is None else proposal + reach,
            None if proposal is None else proposal - budget,
            naive,
            own_forecast,
            Count(len(errors)),
            mean,
            mean_of_naive,
            None if mean is None else percent(mean, of_year),
            None if mean_of_naive is None else percent(mean_of_naive, of_year),
            quality,
        )

    def _errors(self, at: int, ahead: int) -> Iterator[tuple[int, int]]:
        """What the proposal and the naive forecast missed earlier, as many months ahead."""
        for origin in range(at - ahead + 1):
            stretch = range(origin + 1, origin + 1 + ahead)
            expected = self._expected(origin, ahead)
            if expected is not None and self._january(stretch[-1]) <= origin:
                deviation = sum(self._deviations[number] for number in stretch)
                yield deviation - expected, deviation

    def _expected(self, at: int, ahead: int) -> int | None:
        """By how much the months ahead are expected to deviate; none without twelve months."""
        if at < 11:
            return None
        january = self._january(at)
        so_far = Fraction(sum(self._deviations[january : at + 1]), at + 1 - january)
        year = self._months[at][:4]
        level = Fraction(sum(self._actual[at - 11 : at + 1]) - self._budget_of_year(year), 12)
        return _whole(ahead * (so_far + level) / 2)

    def _january(self, at: int) -> int:
        """The place of the first booked month of the year."""
        return next(
            number for number, month in enumerate(self._months) if month[:4] == self._months[at][:4]
        )

    def _budget_of_year(self, year: str) -> int:
        return sum(ore for month, ore in self._budget.items() if month[:4] == year)


def _mean(amounts: list[int]) -> int | None:
    return _whole(Fraction(sum(amounts), len(amounts))) if amounts else None


def _whole(ore: Fraction) -> int:
    return int(rounded_half_away(ore, Fraction(1)))
