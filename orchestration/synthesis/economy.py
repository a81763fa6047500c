"""What each unit books and budgets on each account group in each month, in öre.

Belongs here: the size and season of every unit's economy, and settling it so that all published
totals hold at once. A total is reached by scaling every amount below it a little, never by an
amount, account or cost centre of its own. How an amount becomes vouchers belongs in ``ledger``.

Amounts are in report sign (revenue positive, cost negative), as ``Cells`` of the shape
(units, account groups, months).
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from orchestration.synthesis.figures import (
    ORE_PER_KRONA,
    SEEDS,
    Booleans,
    Integers,
    PublishedFigures,
    draw_exact,
    share_out,
)
from orchestration.synthesis.tree import UNIT_NODES

MNKR = 100_000_000
TKR = 100_000
MONTHS = [date(year, month, 1) for year in (2023, 2024) for month in range(1, 13)]
LAST_BOOKED = date(2024, 11, 1)
# The months that the ledger and every monthly extract of HR and care are delivered for.
DELIVERED_MONTHS = [month for month in MONTHS if month <= LAST_BOOKED]
UNITS = list(UNIT_NODES)
ADH_AREAS = {
    "adh-lvs": ["ADH-LVS"],
    "adh-as": ["ADH-AS-AMB", "ADH-AS-SJR", "ADH-AS-1177"],
    "adh-md": ["ADH-MD-RTG", "ADH-MD-LAB"],
    "adh-hf": ["ADH-HF"],
}
ADH = [unit for units in ADH_AREAS.values() for unit in units]

# A year's economy of each unit at the level of 2024, in mnkr; the sign follows from the group.
YEAR: dict[str, dict[str, float]] = {
    "ADH-LVS": {"sundry_revenue": 54, "personnel_excl_training": 42, "personnel_training": 1.2,
                "premises": 4, "operations": 15, "depreciation": 1.8, "internal_settlements": 0.6},
    "ADH-AS-AMB": {"sundry_revenue": 10, "care_sold": 14, "personnel_excl_training": 226,
                   "personnel_training": 4, "medical_material": 9, "premises": 16,
                   "operations": 33, "depreciation": 12, "internal_settlements": 1.1},
    "ADH-AS-SJR": {"patient_revenue": 22, "sundry_revenue": 41, "personnel_excl_training": 9,
                   "patient_transport": 112, "premises": 2, "operations": 8, "depreciation": 1},
    "ADH-AS-1177": {"sundry_revenue": 22, "personnel_excl_training": 54, "personnel_training": 1,
                    "premises": 3, "operations": 7},
    "ADH-MD-RTG": {"care_sold": 228, "patient_revenue": 8, "sundry_revenue": 10,
                   "personnel_excl_training": 142, "personnel_training": 2,
                   "medical_material": 34, "care_purchased": 24, "premises": 20, "operations": 36,
                   "depreciation": 23, "financial_items": 1.6},
    "ADH-MD-LAB": {"care_sold": 222, "patient_revenue": 4, "sundry_revenue": 20,
                   "personnel_excl_training": 102, "personnel_training": 1.5,
                   "medical_material": 84, "premises": 14, "operations": 28,
                   "depreciation": 10.5, "financial_items": 0.8},
    "ADH-HF": {"patient_revenue": 14, "care_sold": 46, "sundry_revenue": 27,
               "assistive_devices_revenue": 150, "personnel_excl_training": 254,
               "personnel_training": 4, "pharmaceuticals": 12, "medical_material": 28,
               "vision_hearing_devices": 76, "nutrition": 23, "premises": 27, "operations": 24,
               "depreciation": 6, "internal_settlements": 0.7},
    "HS": {"patient_revenue": 62, "care_sold": 520, "sundry_revenue": 145,
           "personnel_excl_training": 1930, "personnel_training": 38, "care_purchased": 240,
           "on_call_purchased": 12, "pharmaceuticals": 410, "medical_material": 330,
           "premises": 190, "operations": 210, "depreciation": 120, "financial_items": 6},
    "NSVH": {"sundry_revenue": 18, "personnel_excl_training": 62, "personnel_training": 2,
             "premises": 5, "operations": 14, "depreciation": 1},
    "NSVH-VC": {"patient_revenue": 68, "care_sold": 96, "sundry_revenue": 985,
                "personnel_excl_training": 596, "personnel_training": 9, "care_purchased": 128,
                "on_call_purchased": 22, "pharmaceuticals": 122, "medical_material": 52,
                "premises": 74, "operations": 76, "depreciation": 9},
    "NSVH-FTV": {"adult_revenue": 176, "capitation_revenue": 62, "sundry_revenue": 128,
                 "personnel_excl_training": 240, "personnel_training": 14, "dental_material": 46,
                 "pharmaceuticals": 2, "premises": 34, "operations": 26, "depreciation": 8},
    "PSH": {"patient_revenue": 9, "care_sold": 44, "sundry_revenue": 52,
            "personnel_excl_training": 538, "personnel_training": 9, "care_purchased": 64,
            "pharmaceuticals": 34, "medical_material": 8, "premises": 62, "operations": 48,
            "depreciation": 6, "financial_items": 0.4},
}  # fmt: skip
# What units hire, in mnkr a month: (unit, group) -> January 2023, change a month, last month.
HIRED = {
    ("ADH-AS-AMB", "hired_nurses"): (0.62, -0.02, date(2023, 12, 1)),
    ("ADH-MD-RTG", "hired_doctors"): (1.15, -0.03, date(2024, 11, 1)),
    ("ADH-MD-RTG", "hired_nurses"): (1.45, -0.05, date(2024, 11, 1)),
    ("ADH-MD-LAB", "hired_other"): (0.09, 0.0, date(2023, 6, 1)),
    ("ADH-HF", "hired_nurses"): (0.14, -0.005, date(2023, 10, 1)),
    ("HS", "hired_doctors"): (4.6, -0.09, date(2024, 11, 1)),
    ("HS", "hired_nurses"): (3.9, -0.12, date(2024, 11, 1)),
    ("NSVH-VC", "hired_doctors"): (5.8, -0.14, date(2024, 11, 1)),
    ("NSVH-VC", "hired_nurses"): (0.9, -0.03, date(2024, 11, 1)),
    ("PSH", "hired_doctors"): (3.1, -0.07, date(2024, 11, 1)),
    ("PSH", "hired_nurses"): (0.6, -0.02, date(2024, 11, 1)),
}
# Share of that path in January to December: who is on holiday is stood in for.
HIRED_SEASON = [1.0, 1.0, 1.0, 1.0, 1.0, 1.1, 1.45, 1.25, 1.0, 1.0, 1.0, 1.0]
# What units invest, in mnkr a year.
INVESTED = {
    "ADH-AS-AMB": 22, "ADH-MD-RTG": 31, "ADH-MD-LAB": 9, "ADH-HF": 5,
    "HS": 140, "NSVH-VC": 11, "NSVH-FTV": 9, "PSH": 6,
}  # fmt: skip

# Share of a twelfth of the year in January to December.
SEASONS = {
    "personnel": [1.0, 0.97, 1.0, 1.0, 1.01, 1.03, 1.08, 0.94, 0.97, 1.0, 1.0, 1.0],
    "flat": [1.0] * 12,
    "activity": [1.03, 1.0, 1.06, 1.02, 1.04, 0.98, 0.7, 0.86, 1.06, 1.1, 1.09, 1.06],
}
SEASON_OF_GROUP = {
    "personnel_excl_training": "personnel",
    "premises": "flat",
    "depreciation": "flat",
    "assistive_devices_revenue": "flat",
    "sundry_revenue": "flat",
    "capitation_revenue": "flat",
}
GROWTH_TO_2024 = {"revenue": 0.985, "cost": 0.968, "outside": 1.0}
HIRED_GROUPS = ["hired_doctors", "hired_nurses", "hired_other"]
PERSONNEL_GROUPS = ["personnel_excl_training", "personnel_training", *HIRED_GROUPS]
DEVICES = ["assistive_devices_revenue", "other_assistive_devices", "assistive_devices_settlement"]
INVESTMENT = "fixed_assets"
URGENT_CARE_LINES = ["care_sold", "care_purchased"]
URGENT_CARE_ACCRUED = date(2024, 9, 1)
URGENT_CARE_REVERSED = date(2024, 11, 1)

# Budgets of units as a share of what they come to cost, before anything is settled.
BUDGETED_COST = {"ADH-AS-AMB": 0.975, "ADH-AS-SJR": 1.05, "ADH-AS-1177": 0.985,
                 "ADH-MD-RTG": 0.955, "ADH-MD-LAB": 1.03, "HS": 0.972, "PSH": 1.008}  # fmt: skip
# Result less budget of 2023 in mnkr where no document prints it.
DEVIATION_2023 = {"ADH-LVS": 2.1, "ADH-AS-SJR": -16.3, "ADH-AS-1177": -2.8, "ADH-MD-LAB": 1.4,
                  "ADH-HF": -9.2}  # fmt: skip


def _account_classes() -> dict[str, str]:
    """The leaves of the account-group tree that have a class in the result, and their class."""
    with (SEEDS / "account_group.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parents = {row["parent_account_group"] for row in rows}
    return {
        row["account_group"]: row["account_class"]
        for row in rows
        if row["account_group"] not in parents and row["account_class"] != "balance"
    }


CLASS_OF_GROUP = _account_classes() | {INVESTMENT: "balance"}
GROUPS = list(CLASS_OF_GROUP)
ALL_GROUPS = [group for group in GROUPS if group != INVESTMENT]


def groups_of(account_class: str) -> list[str]:
    """The leaf groups of a class: revenue, cost or outside."""
    return [group for group, of_class in CLASS_OF_GROUP.items() if of_class == account_class]


def months_between(first: str, last: str) -> list[date]:
    """The months from ``first`` to ``last``, both YYYY-MM and both included."""
    return [month for month in MONTHS if first <= f"{month:%Y-%m}" <= last]


class Cells:
    """Amounts in öre by unit, account group and month, in report sign.

    ``fixed`` marks the amounts that settling leaves as they are.
    """

    def __init__(self, step: int) -> None:
        self.step = step
        self.amounts: Integers = np.zeros((len(UNITS), len(GROUPS), len(MONTHS)), dtype=np.int64)
        self.fixed: Booleans = np.zeros(self.amounts.shape, dtype=bool)

    def at(
        self, units: Sequence[str], groups: Sequence[str], months: Sequence[date]
    ) -> tuple[Integers, ...]:
        """The index of a block of cells."""
        return np.ix_(
            [UNITS.index(unit) for unit in units],
            [GROUPS.index(group) for group in groups],
            [MONTHS.index(month) for month in months],
        )

    def total(self, units: Sequence[str], groups: Sequence[str], months: Sequence[date]) -> int:
        """The sum of a block of cells in öre."""
        return int(self.amounts[self.at(units, groups, months)].sum())

    def fix(self, unit: str, group: str, month: date, amount: float) -> None:
        """Set an amount that settling leaves as it is."""
        index = self.at([unit], [group], [month])
        self.amounts[index] = round(amount / self.step) * self.step
        self.fixed[index] = True

    def settle(
        self, units: Sequence[str], groups: Sequence[str], months: Sequence[date], total: int
    ) -> None:
        """Scale what is not fixed in a block, so that the block adds up to ``total`` öre."""
        index = self.at(units, groups, months)
        amounts, free = self.amounts[index], ~self.fixed[index]
        rest = total - int(amounts[~free].sum())
        amounts[free] = share_out(rest, np.abs(amounts[free]).astype(float), self.step)
        self.amounts[index] = amounts

    def settle_result(self, units: Sequence[str], months: Sequence[date], result: int) -> None:
        """Scale the cost of a block, so that its result is ``result`` öre."""
        other = [*groups_of("revenue"), *groups_of("outside")]
        self.settle(units, groups_of("cost"), months, result - self.total(units, other, months))


@dataclass(frozen=True)
class Economy:
    """Everything the extracts add up to.

    Attributes:
        actual: booked, in öre; nothing after ``LAST_BOOKED``.
        budget: decided, in whole kronor.
        urgent_care_accruals: what Närakuten accrued in ``URGENT_CARE_ACCRUED`` and reverses in
            ``URGENT_CARE_REVERSED``, by account group; part of ``actual``.
    """

    actual: Cells
    budget: Cells
    urgent_care_accruals: Mapping[str, int]


def build_economy(published: PublishedFigures, rng: np.random.Generator) -> Economy:
    """The whole economy, settled on the published figures."""
    actual, budget = Cells(step=1), Cells(step=ORE_PER_KRONA)
    _fill(actual, budget, rng)
    _fix_hired_staff(actual, budget, published, rng)
    _fix_assistive_devices(actual, budget, published, rng)
    _settle_adh(actual, budget, published, rng)
    urgent_care_accruals = _settle_care_centres(actual, budget, published, rng)
    _settle_dental_care(actual, budget, published, rng)
    _settle_investments(actual, published, rng)
    return Economy(actual, budget, urgent_care_accruals)


def _fill(actual: Cells, budget: Cells, rng: np.random.Generator) -> None:
    """Size, season, growth and a little noise, before anything is settled."""
    for unit, year in YEAR.items():
        for group, mnkr in year.items():
            account_class = CLASS_OF_GROUP[group]
            sign = -1 if account_class == "cost" else 1
            season = SEASONS[SEASON_OF_GROUP.get(group, "activity")]
            for month in MONTHS:
                level = GROWTH_TO_2024[account_class] if month.year == 2023 else 1.0
                twelfth = sign * mnkr * MNKR / 12 * season[month.month - 1] * level
                index = actual.at([unit], [group], [month])
                actual.amounts[index] = round(twelfth * rng.normal(1, 0.012))
                share = BUDGETED_COST.get(unit, 1.0) if account_class == "cost" else 1.0
                budget.amounts[index] = round(twelfth * share / ORE_PER_KRONA) * ORE_PER_KRONA
    # Fewer visits were budgeted when the new care record was to be taken into use.
    visits = budget.at(["NSVH-VC"], ["patient_revenue"], months_between("2024-11", "2024-12"))
    budget.amounts[visits] = budget.amounts[visits] * 3 // 4 // ORE_PER_KRONA * ORE_PER_KRONA
    unbooked = [month for month in MONTHS if month > LAST_BOOKED]
    actual.amounts[actual.at(UNITS, GROUPS, unbooked)] = 0


def _fix_hired_staff(
    actual: Cells, budget: Cells, published: PublishedFigures, rng: np.random.Generator
) -> None:
    """Hired staff falls but for summers; ADH's twelve months end just under the printed amount."""
    paths = {
        key: [
            max(start + change * number, 0.05) * HIRED_SEASON[month.month - 1] * rng.normal(1, 0.01)
            if month <= last
            else 0.0
            for number, month in enumerate(MONTHS)
        ]
        for key, (start, change, last) in HIRED.items()
    }
    r12 = [MONTHS.index(month) for month in months_between("2023-03", "2024-02")]
    adh_r12 = sum(
        path[number] for (unit, _), path in paths.items() if unit in ADH for number in r12
    )
    figure_id = "adh.staff.hired_cost_r12"
    goal = published.ore(figure_id) - published.place(figure_id) * 48 // 100
    for (unit, group), path in paths.items():
        scale = goal / (adh_r12 * MNKR) if unit in ADH else 1.0
        hiring_years = {month.year for month, mnkr in zip(MONTHS, path, strict=True) if mnkr}
        for month, mnkr in zip(MONTHS, path, strict=True):
            actual.fix(unit, group, month, -mnkr * MNKR * scale)
            budget.fix(unit, group, month, -0.8 * path[0] * MNKR * (month.year in hiring_years))


def _fix_assistive_devices(
    actual: Cells, budget: Cells, published: PublishedFigures, rng: np.random.Generator
) -> None:
    """Assistive devices run at cost price: each month's surplus is owed to the customers.

    So revenue, cost and the settlement of a month add up to nothing, in the outcome to the öre.
    """
    unit, january_february = "ADH-HF", months_between("2024-01", "2024-02")
    owed = draw_exact(published, rng, {"owed": "adh.summary.assistive_devices_result"})["owed"]
    surplus = {month: round(rng.normal(0.25, 0.4) * MNKR) for month in MONTHS}
    parts = share_out(owed, np.array([0.55, 0.45]))
    surplus |= dict(zip(january_february, parts.tolist(), strict=True))
    for cells, owes in ((actual, True), (budget, False)):
        for month in MONTHS:
            if cells is actual and month > LAST_BOOKED:
                continue
            revenue = cells.total([unit], ["assistive_devices_revenue"], [month])
            kept = surplus[month] if owes else 0
            for group, amount in zip(DEVICES, (revenue, kept - revenue, -kept), strict=True):
                cells.fix(unit, group, month, amount)


def _settle_adh(
    actual: Cells, budget: Cells, published: PublishedFigures, rng: np.random.Generator
) -> None:
    """Ambulans, diagnostik och hälsa: the report for January and February 2024."""
    exact = _draw_adh(published, rng)
    year_to_date = months_between("2024-01", "2024-02")
    for cells, result, revenue, cost in (
        (actual, "actual", "revenue", "cost"),
        (budget, "budget", "revenue_budget", "cost_budget"),
    ):
        outside = sum(exact[f"{result}.{area}"] for area in ADH_AREAS)
        outside -= exact[revenue] + exact[cost]
        cells.settle(ADH, groups_of("revenue"), year_to_date, exact[revenue])
        cells.settle(ADH, groups_of("outside"), year_to_date, outside)
        for area, units in ADH_AREAS.items():
            cells.settle_result(units, year_to_date, exact[f"{result}.{area}"])
    before = months_between("2023-01", "2023-02")
    actual.settle(ADH, groups_of("revenue"), before, exact["revenue_previous"])
    actual.settle(ADH, groups_of("cost"), before, exact["cost_previous"])

    for area, units in ADH_AREAS.items():
        rest_of_2023 = exact[f"r12.{area}"] - exact[f"actual.{area}"]
        actual.settle_result(units, months_between("2023-03", "2023-12"), rest_of_2023)
        rest_of_budget = exact[f"year.{area}"] - exact[f"budget.{area}"]
        budget.settle_result(units, months_between("2024-03", "2024-12"), rest_of_budget)
        forecast = published.ore(f"adh.income_statement.{area}.forecast")
        expected = (forecast - exact[f"actual.{area}"]) * 9 // 10
        noise = 1 + rng.normal(0, 0.01)
        actual.settle_result(units, months_between("2024-03", "2024-11"), round(expected * noise))

    deviations = {unit: mnkr * MNKR for unit, mnkr in DEVIATION_2023.items()} | {
        "ADH-AS-AMB": published.ore("adh.previous_year.ambulance") - 0.2 * MNKR,
        "ADH-MD-RTG": published.ore("adh.previous_year.radiology") + 0.4 * MNKR,
    }
    year_2023 = months_between("2023-01", "2023-12")
    for unit, deviation in deviations.items():
        goal = actual.total([unit], ALL_GROUPS, year_2023) - deviation
        budget.settle_result([unit], year_2023, round(goal / ORE_PER_KRONA) * ORE_PER_KRONA)


def _draw_adh(published: PublishedFigures, rng: np.random.Generator) -> dict[str, int]:
    """Exact amounts behind the tables 4.1 to 4.1.3 of the report, traps of rounding included."""
    table = "adh.income_statement"
    columns = {"actual": "actual_ytd", "budget": "budget_ytd", "r12": "actual_r12",
               "year": "budget_year"}  # fmt: skip
    drawn = {
        f"{name}.{area}": f"{table}.{area}.{column}"
        for name, column in columns.items()
        for area in ADH_AREAS
    } | {
        f"{account_class}{suffix}": f"adh.{account_class}_development.{figure}"
        for account_class in ("revenue", "cost")
        for suffix, figure in (
            ("", "actual_ytd"),
            ("_budget", "budget_ytd"),
            ("_previous", "actual_ytd_previous_year"),
        )
    }
    budgets = [name for name in drawn if name.startswith(("budget", "year")) or "_budget" in name]

    def total(amounts: Mapping[str, Integers], name: str) -> Integers:
        areas: Integers = np.stack([amounts[f"{name}.{area}"] for area in ADH_AREAS]).sum(axis=0)
        return areas

    def totals_and_deviations(amounts: Mapping[str, Integers]) -> Booleans:
        holds = published.rounds_to(
            total(amounts, "actual") - total(amounts, "budget"), f"{table}.adh.deviation_ytd"
        )
        for name, column in columns.items():
            holds &= published.rounds_to(total(amounts, name), f"{table}.adh.{column}")
        for area in ADH_AREAS:
            deviation = amounts[f"actual.{area}"] - amounts[f"budget.{area}"]
            holds &= published.rounds_to(deviation, f"{table}.{area}.deviation_ytd")
        return holds

    def developments(amounts: Mapping[str, Integers]) -> Booleans:
        holds = np.ones_like(amounts["cost"], dtype=bool)
        for account_class in ("revenue", "cost"):
            change = amounts[account_class] - amounts[f"{account_class}_previous"]
            deviation = amounts[account_class] - amounts[f"{account_class}_budget"]
            figures = f"adh.{account_class}_development"
            holds &= published.rounds_to(change, f"{figures}.change")
            holds &= published.rounds_to(deviation, f"{figures}.budget_deviation")
        return holds

    def outside_both_tables(amounts: Mapping[str, Integers]) -> Booleans:
        """The third class rounds to what the printed tables leave over."""
        holds = np.ones_like(amounts["cost"], dtype=bool)
        for result, suffix, column in (
            ("actual", "", "actual_ytd"),
            ("budget", "_budget", "budget_ytd"),
        ):
            printed = published.ore(f"{table}.adh.{column}")
            exact = total(amounts, result)
            for account_class in ("revenue", "cost"):
                printed -= published.ore(f"adh.{account_class}_development.{column}")
                exact = exact - amounts[f"{account_class}{suffix}"]
            holds &= np.abs(exact - printed) < TKR // 2
        return holds

    return draw_exact(
        published, rng, drawn, [totals_and_deviations, developments, outside_both_tables], budgets
    )


def _settle_care_centres(
    actual: Cells, budget: Cells, published: PublishedFigures, rng: np.random.Generator
) -> dict[str, int]:
    """Vårdcentralen Halland: accumulated deviations after October and after November 2024.

    Returns:
        The accruals at Närakuten that were reversed in November: they are what moved the
        deviations of sold and purchased care, while the running business was on budget.
    """
    unit = "NSVH-VC"
    lines = {
        "personnel_incl_hired": PERSONNEL_GROUPS,
        "patient_revenue": ["patient_revenue"],
        "care_sold": ["care_sold"],
        "care_purchased": ["care_purchased", "on_call_purchased"],
    }
    rest_of_cost = [
        group for group in groups_of("cost") if not any(group in line for line in lines.values())
    ]
    # Vaccinations earned in November and paid in December are missing from other revenue.
    unpaid = published.ore("nsvh.vc.vaccination_missing")
    sundry = {"oct": round(0.9 * MNKR), "nov": round(0.85 * MNKR) - unpaid}
    deviations: dict[str, dict[str, int]] = {}
    for month in ("oct", "nov"):
        exact = draw_exact(
            published, rng, {name: f"nsvh.vc.{name}.{month}" for name in [*lines, "total"]}
        )
        rest = exact.pop("total") - sum(exact.values()) - sundry[month]
        deviations[month] = exact | {"sundry": sundry[month], "rest": rest}
    groups = lines | {"sundry": ["sundry_revenue"], "rest": rest_of_cost}
    accruals = {
        line: deviations["oct"][line] - deviations["nov"][line] for line in URGENT_CARE_LINES
    }
    # The running business is settled without them; then each is booked and reversed.
    running = {
        name: deviation - accruals.get(name, 0) for name, deviation in deviations["oct"].items()
    }
    _settle_deviations(actual, budget, unit, groups, running, deviations["nov"])
    for group, accrual in accruals.items():
        actual.amounts[actual.at([unit], [group], [URGENT_CARE_ACCRUED])] += accrual
        actual.amounts[actual.at([unit], [group], [URGENT_CARE_REVERSED])] -= accrual
    return accruals


def _settle_dental_care(
    actual: Cells, budget: Cells, published: PublishedFigures, rng: np.random.Generator
) -> None:
    """Folktandvården Halland: the lines printed after November 2024, the totals of both months."""
    drawn = {name: f"nsvh.ftv.{name}" for name in (
        "adult_revenue", "capitation_revenue", "other_revenue", "personnel",
        "personnel_excl_training", "other_cost", "dental_material")}  # fmt: skip

    def totals(amounts: Mapping[str, Integers]) -> Booleans:
        revenue = (
            amounts["adult_revenue"] + amounts["capitation_revenue"] + amounts["other_revenue"]
        )
        result = revenue + amounts["personnel"] + amounts["other_cost"]
        return published.rounds_to(revenue, "nsvh.ftv.revenue") & published.rounds_to(
            result, "nsvh.ftv.total.nov"
        )

    exact = draw_exact(published, rng, drawn, [totals])
    total_october = draw_exact(published, rng, {"total": "nsvh.ftv.total.oct"})["total"]
    groups = {
        "adult_revenue": ["adult_revenue"],
        "capitation_revenue": ["capitation_revenue"],
        "other_revenue": ["sundry_revenue"],
        "personnel_excl_training": ["personnel_excl_training"],
        "personnel_training": ["personnel_training"],
        "dental_material": ["dental_material"],
    }
    settled = [group for members in groups.values() for group in members]
    groups["rest"] = [group for group in groups_of("cost") if group not in settled]
    november = {name: exact[name] for name in groups if name in exact} | {
        "personnel_training": exact["personnel"] - exact["personnel_excl_training"],
        "rest": exact["other_cost"] - exact["dental_material"],
    }
    # Ten elevenths had come by October, but for the rest, which makes up that month's total.
    october = {name: amount * 10 // 11 for name, amount in november.items() if name != "rest"}
    october["rest"] = total_october - sum(october.values())
    _settle_deviations(actual, budget, "NSVH-FTV", groups, october, november)


def _settle_deviations(
    actual: Cells,
    budget: Cells,
    unit: str,
    groups: Mapping[str, Sequence[str]],
    october: Mapping[str, int],
    november: Mapping[str, int],
) -> None:
    """Settle each line's outcome on its budget plus the deviation, to October and in November."""
    for name, members in groups.items():
        for months, deviation in (
            (months_between("2024-01", "2024-10"), october[name]),
            (months_between("2024-11", "2024-11"), november[name] - october[name]),
        ):
            budgeted = budget.total([unit], members, months)
            actual.settle([unit], members, months, budgeted + deviation)


def _settle_investments(
    actual: Cells, published: PublishedFigures, rng: np.random.Generator
) -> None:
    """Investments: booked on fixed assets (negative: money spent), budgeted elsewhere."""
    for unit, mnkr in INVESTED.items():
        for month in MONTHS:
            if month <= LAST_BOOKED:
                index = actual.at([unit], [INVESTMENT], [month])
                pace = SEASONS["activity"][month.month - 1]
                actual.amounts[index] = -round(mnkr / 12 * pace * MNKR * rng.normal(1, 0.2))
    booked = draw_exact(published, rng, {"booked": "adh.investment.booked_ytd"})["booked"]
    actual.settle(ADH, [INVESTMENT], months_between("2024-01", "2024-02"), -booked)
