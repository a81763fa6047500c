"""The marts of finance, computed a second time.

Here: each mart as rows by key, in plain Python over sums made by pandas; no SQL of the project.
Not here: reading (`extracts`), summing up (`structure`), the published figures (`figures`).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

import pandas as pd

from tests.oracle.extracts import Extracts, ore, records
from tests.oracle.forecast_proposal import forecast_proposal
from tests.oracle.mart import Key, Mart, Measured, Rows, Value, quality
from tests.oracle.structure import RESULT, Books, Region, twelve_months, year_to_date

OreByKey = dict[Key, int]

PROPOSAL = "computed from the bookings, not the administration's own forecast"
UNKNOWN = "Oklar"
YES = "Ja"


class Finance:
    """Computes every mart of finance from the books and the extracts that they were kept from."""

    def __init__(self, extracts: Extracts, region: Region, books: Books) -> None:
        self._extracts = extracts
        self._region = region
        self._books = books
        self._months = self._books.booked_months
        self._codes = [row["organisation_code"] for row in self._region.organisations]
        self._over: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._lowest: dict[tuple[str, str], str] = {}
        for month, cost_centre, organisation, lowest in self._books.places.itertuples(index=False):
            self._over[month, cost_centre].append(organisation)
            if lowest:
                self._lowest[month, cost_centre] = organisation
        actual, budget = self._books.actual, self._books.budget
        self._actual = {window: _by_key(table) for window, table in _windows(actual)}
        self._budget = {window: _by_key(table) for window, table in _windows(budget)}

    def marts(self) -> dict[str, Mart]:
        """Every mart by name."""
        return {
            "budget_deviation": self._budget_deviation(),
            "income_statement": self._income_statement(),
            "cost_development": self._development("cost", -1),
            "revenue_development": self._development("revenue", 1),
            "forecast": self._forecast(),
            "forecast_proposal": forecast_proposal(
                self._region, self._books, self._own_forecast_of_year()
            ),
            "action_plan": self._action_plan(),
            "investment": self._investment(),
        }

    def _budget_deviation(self) -> Mart:
        groups = [
            RESULT,
            *(
                row["account_group"]
                for row in self._region.groups
                if row["account_class"] != "balance"
            ),
        ]
        rows: Rows = {}
        for organisation in self._codes:
            for group in groups:
                for month in self._months:
                    for window in self._windows_of(month):
                        # What a whole year came to is what it had come to by December.
                        summed = "ytd" if window == "full_year" else window
                        actual = self._actual[summed][organisation, group, month]
                        budget = self._budget[summed][organisation, group, month]
                        key = (organisation, group, month, window)
                        rows[key] = (actual, budget, actual - budget)
        return Mart(
            ("organisation_code", "account_group", "period", "window"),
            ("actual", "budget", "deviation"),
            rows,
        )

    def _windows_of(self, month: str) -> Iterator[str]:
        yield from ("month", "ytd")
        if self._months.index(month) >= 11:
            yield "r12"
        if month.endswith("-12"):
            yield "full_year"

    def _budget_of_year(self, organisation: str, year: str) -> int:
        return self._budget["ytd"][organisation, RESULT, f"{year}-12"]

    def _forecast_of_year(self) -> OreByKey:
        """(round, organisation, driver or empty) -> öre in report sign."""
        sums: OreByKey = defaultdict(int)
        for row in records(self._extracts.forecast):
            if RESULT not in self._region.groups_over(self._region.group_of(row["account"])):
                continue
            for organisation in self._over[row["round"], row["cost_centre"]]:
                sums[row["round"], organisation, row["driver"]] -= row["ore"]
        return sums

    def _own_forecast_of_year(self) -> OreByKey:
        """(organisation, round) -> öre in report sign."""
        forecast: OreByKey = defaultdict(int)
        for (month, organisation, _), amount in self._forecast_of_year().items():
            forecast[organisation, month] += amount
        return forecast

    def _income_statement(self) -> Mart:
        forecast = self._own_forecast_of_year()
        rows: Rows = {}
        for organisation in self._codes:
            for month in self._months:
                actual = self._actual["ytd"][organisation, RESULT, month]
                budget = self._budget["ytd"][organisation, RESULT, month]
                has_r12 = "r12" in self._windows_of(month)
                expected = forecast.get((organisation, month))
                budget_of_year = self._budget_of_year(organisation, month[:4])
                rows[organisation, month] = (
                    actual,
                    budget,
                    actual - budget,
                    self._actual["r12"][organisation, RESULT, month] if has_r12 else None,
                    expected,
                    budget_of_year,
                    None if expected is None else expected - budget_of_year,
                )
        return Mart(
            ("organisation_code", "period"),
            (
                "actual_ytd",
                "budget_ytd",
                "deviation_ytd",
                "actual_r12",
                "forecast_full_year",
                "budget_full_year",
                "forecast_deviation",
            ),
            rows,
        )

    def _development(self, account_class: str, good: int) -> Mart:
        """Growth of a class; `good` is 1 where growing above budget is good, -1 where it is bad."""
        group = self._region.top_group(account_class)
        rows: Rows = {}
        for organisation in self._codes:
            for month in self._months:
                actual = self._actual["ytd"][organisation, group, month]
                budget = self._budget["ytd"][organisation, group, month]
                before = f"{int(month[:4]) - 1}{month[4:]}"
                previous = (
                    self._actual["ytd"][organisation, group, before]
                    if before in self._months
                    else None
                )
                growth = _growth(previous, actual)
                budgeted = _growth(previous, budget)
                rows[organisation, month] = (
                    previous,
                    actual,
                    None if previous is None else actual - previous,
                    budget,
                    actual - budget,
                    growth,
                    budgeted,
                    None if growth is None or budgeted is None else good * (growth - budgeted),
                )
        return Mart(
            ("organisation_code", "period"),
            (
                "actual_ytd_previous_year",
                "actual_ytd",
                "change",
                "budget_ytd",
                "budget_deviation",
                "development_percent",
                "budgeted_development_percent",
                "development_deviation_percent",
            ),
            rows,
        )

    def _forecast(self) -> Mart:
        by_driver = self._forecast_of_year()
        undecided = {
            (organisation, month)
            for organisation, _, month, _, decided in self._grants()
            if not decided
        }
        rows: Rows = {}
        for month, organisation in sorted({(month, code) for month, code, _ in by_driver}):
            year, flag = month[:4], (organisation, month) in undecided
            total = sum(
                amount
                for (round_, code, _), amount in by_driver.items()
                if (round_, code) == (month, organisation)
            )
            budget = self._budget_of_year(organisation, year)
            december = f"{int(year) - 1}-12"
            before = (
                self._actual["ytd"][organisation, RESULT, december]
                - self._budget["ytd"][organisation, RESULT, december]
                if december in self._months
                else None
            )
            subjects: dict[str, int] = {RESULT: total - budget}
            for driver in {
                driver
                for round_, code, driver in by_driver
                if code == organisation and round_[:4] == year and driver
            }:
                subject = self._region.subject("forecast", driver)
                subjects[subject] = by_driver.get((month, organisation, driver), 0)
            for subject, deviation in subjects.items():
                earlier = max(
                    (
                        round_
                        for code, named, round_ in rows
                        if (code, named) == (organisation, subject) and round_[:4] == year
                    ),
                    default=None,
                )
                last = rows[organisation, subject, earlier][2] if earlier else None
                of_total = subject == RESULT
                rows[organisation, subject, month] = (
                    total if of_total else None,
                    budget if of_total else None,
                    deviation,
                    last,
                    deviation - last if isinstance(last, int) else None,
                    before if of_total else None,
                    _reduction(before, deviation) if of_total else None,
                    flag,
                )
        return Mart(
            ("organisation_code", "subject", "period"),
            (
                "forecast_full_year",
                "budget_full_year",
                "forecast_deviation",
                "previous_forecast_deviation",
                "change_since_previous_round",
                "previous_year_deviation",
                "deficit_reduction_percent",
                "assumes_undecided_grant",
            ),
            rows,
        )

    def _grants(self) -> Iterator[tuple[str, str, str, int, bool]]:
        """Organisation, subject, month, öre and whether it is decided, for each month it counts."""
        for row in records(self._extracts.grants):
            subject = self._region.subject("budget_grant", row["grant"])
            for month in self._books.actual.columns:
                if month[:4] == row["year"] and month >= row["known_from"]:
                    for organisation in self._over[month, row["cost_centre"]]:
                        decided = row["decided"] == YES
                        yield organisation, subject, month, row["ore"], decided

    def _action_plan(self) -> Mart:
        rows: Rows = {}
        for row in records(self._extracts.actions):
            organisation = self._lowest[row["month"], row["cost_centre"]]
            effect, next_year = _effect(row["effect"]), _effect(row["effect_next_year"])
            rows[organisation, row["plan_year"], row["month"], row["action"]] = (
                self._region.subject("action_plan", row["action"]),
                row["decided"] == YES,
                effect,
                next_year,
                "unknown" if effect is None or next_year is None else "known",
            )
        return Mart(
            ("organisation_code", "plan_year", "period", "action_code"),
            ("subject", "decided", "effect_year", "effect_next_year", "effect_status"),
            rows,
        )

    def _investment(self) -> Mart:
        sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
        undecided: set[Key] = set()
        for row in records(self._extracts.investments):
            for organisation in self._over[row["month"], row["cost_centre"]]:
                key = (organisation, row["month"])
                for number, column in enumerate(("budget", "forecast", "carry_over")):
                    sums[key][number] += row[column]
                if row["carry_over"] and row["carry_over_decided"] != YES:
                    undecided.add(key)
        rows: Rows = {}
        for (organisation, month), (budget, forecast, carry_over) in sums.items():
            rows[organisation, month] = (
                budget,
                forecast,
                budget - forecast,
                -self._actual["ytd"][organisation, "fixed_assets", month],
                carry_over,
                budget + carry_over,
                (organisation, month) in undecided,
            )
        return Mart(
            ("organisation_code", "period"),
            (
                "budget",
                "forecast",
                "deviation",
                "booked_ytd",
                "carry_over",
                "expected_volume",
                "assumes_undecided_carry_over",
            ),
            rows,
        )

    def kpi_rows(self, marts: dict[str, Mart]) -> Iterator[tuple[Key, Measured]]:
        """One row a measure, organisation, subject, period and window that has a value."""
        for (code, group, month, window), (actual, budget, deviation) in marts[
            "budget_deviation"
        ].rows.items():
            yield ("budget_deviation", code, group, month, window), Measured(deviation)
            if group == RESULT:
                yield ("result", code, RESULT, month, window), Measured(actual)
                if window != "full_year":
                    yield ("result_budget", code, RESULT, month, window), Measured(budget)
        for name, columns in KPI_OF_MART.items():
            mart = marts[name]
            for key, values in mart.rows.items():
                row = dict(zip((*mart.key, *mart.values), (*key, *values), strict=True))
                for column, (measure, window) in columns.items():
                    subject = str(row.get("subject", RESULT))
                    if row[column] is not None:
                        yield (
                            (measure, key[0], subject, str(row["period"]), window),
                            Measured(row[column], *_share(column, row), _undecided(column, row)),
                        )
        yield from self._proposals(marts["forecast_proposal"])
        yield from self._balances_and_claims()
        yield from self._grants_and_effects()

    def _proposals(self, mart: Mart) -> Iterator[tuple[Key, Measured]]:
        amount, reason = mart.values.index("proposal_full_year"), mart.values.index("quality")
        for (code, group, month), values in mart.rows.items():
            if group == RESULT and values[amount] is not None:
                known = values[reason]
                yield (
                    ("result_forecast_proposal", code, RESULT, month, "full_year"),
                    Measured(
                        values[amount],
                        quality=quality(PROPOSAL, None if known is None else str(known)),
                    ),
                )

    def _balances_and_claims(self) -> Iterator[tuple[Key, Measured]]:
        balance, unpaid = "assistive_devices_balance", "unpaid_reimbursement"
        for organisation in self._codes:
            for month in self._months:
                amount = self._actual["ytd"][organisation, balance, month]
                yield (balance, organisation, "assistive_devices", month, "ytd"), Measured(amount)
        claimed: OreByKey = defaultdict(int)
        for row in records(self._extracts.claims):
            in_time = row["paid_month"] and row["paid_month"] <= row["month"]
            for organisation in self._over[row["month"], row["cost_centre"]]:
                claimed[organisation, row["month"]] += 0 if in_time else row["ore"]
        for (organisation, month), amount in claimed.items():
            yield (unpaid, organisation, "vaccinations", month, "month"), Measured(amount)

    def _grants_and_effects(self) -> Iterator[tuple[Key, Measured]]:
        sums: OreByKey = defaultdict(int)
        qualities: dict[Key, str] = {}
        for organisation, subject, month, amount, decided in self._grants():
            key: Key = ("budget_grant", organisation, subject, month)
            sums[key] += amount
            if not decided:
                qualities[key] = "not yet decided"
        actions = records(self._extracts.actions)
        for row in actions:
            month, year = row["month"], row["month"][:4]
            over = self._over[month, row["cost_centre"]]
            acting = (
                self._lowest[month, row["cost_centre"]],
                self._region.subject("action_plan", row["action"]),
            )
            effect, next_year = _effect(row["effect"]), _effect(row["effect_next_year"])
            if row["plan_year"] < year and effect is not None:
                sums["action_effect", *acting, month] += effect
            if row["plan_year"] != year:
                continue
            places = [(organisation, RESULT) for organisation in over]
            known = [(month, effect, places)]
            if month == max(each["month"] for each in actions if each["month"][:4] == year):
                named = [acting, *places]
                known += [(year, effect, named), (f"{int(year) + 1}", next_year, named)]
            for period, part, where in known:
                for place in where:
                    key = ("action_plan_effect", *place, period)
                    if part is None:
                        qualities[key] = "leaves out effects that are unknown"
                    else:
                        sums[key] += part
        for key, total in sums.items():
            yield (*key, "full_year"), Measured(total, quality=qualities.get(key))


KPI_OF_MART = {
    "income_statement": {"budget_full_year": ("result_budget", "full_year")},
    **{
        f"{account_class}_development": {
            "actual_ytd": (account_class, "ytd"),
            "change": (f"{account_class}_change", "ytd"),
            "budget_ytd": (f"{account_class}_budget", "ytd"),
            "budget_deviation": (f"{account_class}_budget_deviation", "ytd"),
            "development_percent": (f"{account_class}_development", "ytd"),
            "budgeted_development_percent": (f"{account_class}_budgeted_development", "ytd"),
            "development_deviation_percent": (f"{account_class}_development_deviation", "ytd"),
        }
        for account_class in ("cost", "revenue")
    },
    "forecast": {
        "forecast_full_year": ("result_forecast", "full_year"),
        "forecast_deviation": ("forecast_deviation", "full_year"),
        "deficit_reduction_percent": ("deficit_reduction", "full_year"),
    },
    "investment": {
        "budget": ("investment_budget", "full_year"),
        "forecast": ("investment_forecast", "full_year"),
        "deviation": ("investment_deviation", "full_year"),
        "booked_ytd": ("investment_booked", "ytd"),
        "carry_over": ("investment_carry_over", "full_year"),
        "expected_volume": ("investment_expected", "full_year"),
    },
}


def _share(column: str, row: Mapping[str, Value]) -> tuple[Value, Value]:
    """What a percentage of a mart is a share of: numerator and denominator, none for money."""
    previous = row.get("actual_ytd_previous_year")
    match column:
        case "development_percent":
            return row["change"], previous
        case "budgeted_development_percent":
            return _whole(row["budget_ytd"]) - _whole(previous), previous
        case "development_deviation_percent":
            return row["budget_deviation"], abs(_whole(previous))
        case "deficit_reduction_percent":
            before = _whole(row["previous_year_deviation"])
            return before - _whole(row["forecast_deviation"]), before
    return None, None


def _whole(ore_: Value) -> int:
    assert isinstance(ore_, int), f"{ore_!r} is no whole number of öre"
    return ore_


def _undecided(column: str, row: Mapping[str, Value]) -> str | None:
    """What a value builds on that is not decided."""
    if row.get("assumes_undecided_grant"):
        return "assumes a grant that is not yet decided"
    if row.get("assumes_undecided_carry_over") and column in ("carry_over", "expected_volume"):
        return "assumes a carry-over that is not yet decided"
    return None


def _windows(amounts: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "month", amounts
    yield "ytd", year_to_date(amounts)
    yield "r12", twelve_months(amounts)


def _by_key(amounts: pd.DataFrame) -> OreByKey:
    """(organisation, account group, month) -> öre."""
    months = [str(month) for month in amounts.columns]
    return {
        (*organisation_and_group, month): int(amount)
        for organisation_and_group, row in zip(amounts.index, amounts.to_numpy(), strict=True)
        for month, amount in zip(months, row, strict=True)
    }


def _growth(previous: int | None, amount: int) -> Fraction | None:
    return Fraction(100 * (amount - previous), previous) if previous else None


def _reduction(previous: int | None, deviation: int) -> Fraction | None:
    """How much smaller a deficit became, in percent; only a deficit can."""
    if previous is None or previous >= 0 or deviation >= 0:
        return None
    return 100 * (1 - Fraction(deviation, previous))


def _effect(text: str) -> int | None:
    return None if text == UNKNOWN else ore(text)
