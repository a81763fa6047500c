"""The extracts of the planning system: budget, forecast, action plan, grants, investments.

Belongs here: sharing what the economy budgets out over cost centres and accounts, and the few
plans that the documents describe. File format belongs in ``writing``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

import numpy as np

from orchestration.synthesis.accounts import Account, accounts_by_group
from orchestration.synthesis.economy import ADH, ALL_GROUPS, MONTHS, TKR, UNITS, Economy
from orchestration.synthesis.figures import ORE_PER_KRONA, PublishedFigures, share_out
from orchestration.synthesis.tree import UNIT_NODES, CostCentre
from orchestration.synthesis.writing import Value

Rows = Iterator[Mapping[str, Value]]

# The rounds of forecasts in 2024, and how much of the first one's deviations each still expects.
ROUNDS = {date(2024, 2, 1): 1.0, date(2024, 4, 1): 0.9, date(2024, 8, 1): 0.7,
          date(2024, 10, 1): 0.6}  # fmt: skip
REPORTED = date(2024, 2, 1)
ACCOUNTS_OF_GROUP = {"personnel_excl_training": 3}
# What other administrations forecast, in tkr: (unit, driver, account group) -> deviation.
OTHER_FORECASTS = {
    ("HS", "VOL", "care_purchased"): -62_000,
    ("NSVH-VC", "VAK", "personnel_excl_training"): 4_000,
    ("NSVH-FTV", "VAK", "personnel_excl_training"): 4_500,
    ("PSH", "VAK", "personnel_excl_training"): 9_000,
}
EARLIER_ACTIONS = {
    "OVERTID": ("ADH-AS-AMB", "overtime", "Övertidshanteringen anpassas"),
    "TJANST": ("ADH-AS-AMB", "development_post", "En verksamhetsutvecklingstjänst tas bort"),
    "PASSNING": ("ADH-AS-AMB", "standby_assignments", "Färre passningsuppdrag"),
    "STRUKTUR": ("ADH-AS-AMB", "structural_grant", "Tillskott för strukturella kostnader"),
    "HYR": ("ADH-MD-RTG", "hired_staff", "Avtal om hyrpersonal sägs upp;\nnyrekrytering, netto"),
    "PRODUKTION": ("ADH-MD-RTG", "production", "Ökad produktion, netto"),
    "AVSKRIVNING": ("ADH-MD-RTG", "grant_depreciation", "Tillskott samt minskade avskrivningar"),
}
ACTIONS = {
    "1": ("ADH-AS-AMB", "Ja", "Ambulans: Resursstyrning/schemaplanering"),
    "2": ("ADH-MD-RTG", "Nej", "Röntgen: Prismodell,\ninväntar återkoppling RK"),
    "3": ("ADH-HF", "Nej", 'HFS: Åtgärdsplan; redovisas i samband med "UR1"'),
}
PROJECTS = ["Ambulanser", "Röntgenutrustning", "Ultraljud", "Analysinstrument", "Hörselmätning",
            "Inventarier", "Medicinteknik, reinvestering", "Kyl och frys", "Möbler",
            "Datortomograf"]  # fmt: skip
# Projects, and what is invested in a year (tkr), of the other administrations.
OTHER_INVESTMENTS = {"HS": (60, 140_000), "NSVH-VC": (14, 11_000), "NSVH-FTV": (12, 9_000),
                     "PSH": (8, 6_000)}  # fmt: skip


def budget_rows(
    economy: Economy, tree: list[CostCentre], year: int, seed: int
) -> list[Mapping[str, Value]]:
    """One row a month, cost centre and account: what each cell budgets, shared out by weight."""
    rng = np.random.default_rng([seed, 2, year])
    accounts = accounts_by_group()
    months = [month for month in MONTHS if month.year == year]
    rows: list[Mapping[str, Value]] = []
    for unit in UNITS:
        leaves = [leaf for leaf in tree if leaf.unit == unit]
        for group in ALL_GROUPS:
            index = economy.budget.at([unit], [group], months)
            totals = -economy.budget.amounts[index].reshape(-1)
            if not totals.any():
                continue
            lines = [
                (leaf, account, rng.lognormal(0, 0.6))
                for leaf in leaves
                for account in _budgeted_accounts(rng, accounts[group], group)
            ]
            for month, total in zip(months, totals.tolist(), strict=True):
                held = [line for line in lines if line[0].holds_on(month)]
                weights = np.array([weight for _, _, weight in held])
                parts = share_out(total, weights, ORE_PER_KRONA)
                rows += [
                    {
                        "budget_year": date(year, 1, 1),
                        "accounting_period": month,
                        "cost_centre": leaf.code,
                        "account": account.number,
                        "amount": part,
                    }
                    for (leaf, account, _), part in zip(held, parts.tolist(), strict=True)
                    if part
                ]
    return rows


def _budgeted_accounts(
    rng: np.random.Generator, accounts: list[Account], group: str
) -> list[Account]:
    """The accounts of a group that a cost centre budgets on."""
    wanted = min(ACCOUNTS_OF_GROUP.get(group, 1), len(accounts))
    chosen = rng.choice(len(accounts), size=wanted, replace=False)
    return [accounts[number] for number in sorted(chosen.tolist())]


def forecast_rows(
    published: PublishedFigures,
    budget: list[Mapping[str, Value]],
    tree: list[CostCentre],
    forecast_round: date,
    seed: int,
) -> Rows:
    """The budget of the year by cost centre and account, and what each driver adds to it."""
    rng = np.random.default_rng([seed, 3, forecast_round.month])
    as_budgeted: Counter[tuple[str, str]] = Counter()
    for row in budget:
        amount = row["amount"]
        assert isinstance(amount, int)
        as_budgeted[str(row["cost_centre"]), str(row["account"])] += amount
    for (cost_centre, account), amount in as_budgeted.items():
        yield _forecast_row(forecast_round, cost_centre, account, None, amount)
    accounts = accounts_by_group()
    for (unit, driver, group), deviation in _deviations(published).items():
        expected = round(deviation * ROUNDS[forecast_round] / TKR) * TKR
        leaves = [leaf for leaf in tree if leaf.unit == unit and leaf.holds_on(forecast_round)]
        chosen = rng.choice(len(leaves), size=min(4, len(leaves)), replace=False)
        parts = share_out(-expected, rng.lognormal(0, 0.5, size=len(chosen)), TKR)
        for number, part in zip(chosen.tolist(), parts.tolist(), strict=True):
            account = accounts[group][0].number
            yield _forecast_row(forecast_round, leaves[number].code, account, driver, part)


def _forecast_row(
    forecast_round: date, cost_centre: str, account: str, driver: str | None, amount: int
) -> Mapping[str, Value]:
    return {
        "forecast_round": forecast_round,
        "cost_centre": cost_centre,
        "account": account,
        "driver": driver,
        "amount": amount,
    }


def _deviations(published: PublishedFigures) -> dict[tuple[str, str, str], int]:
    """What the first round expects to differ, in öre: (unit, driver, account group) -> deviation.

    Units without a printed deviation get what their area's leaves over.
    """
    text = "adh.forecast_text"
    table = "adh.income_statement"
    ambulance = published.ore(f"{text}.ambulance")
    calls = published.ore(f"{text}.1177")
    devices = published.ore(f"{text}.vision_hearing_devices")
    nutrition = published.ore(f"{text}.other_health")
    transport = published.ore(f"{table}.adh-as.forecast_deviation") - ambulance - calls
    # What the report leaves open of the deficit: here the volumes of two other kinds of cost.
    volumes = published.ore(f"{table}.adh-hf.forecast_deviation") - devices - nutrition
    pharmaceuticals = volumes * 2 // 5
    return {
        ("ADH-LVS", "VAK", "personnel_excl_training"): published.ore(f"{text}.management"),
        ("ADH-AS-AMB", "BEM", "personnel_excl_training"): ambulance,
        ("ADH-AS-1177", "SAMV", "sundry_revenue"): calls,
        ("ADH-AS-SJR", "TAXI", "patient_transport"): transport,
        ("ADH-MD-RTG", "PRIS", "care_sold"): published.ore(f"{text}.radiology"),
        ("ADH-MD-LAB", "PROD", "care_sold"): published.ore(f"{text}.laboratories"),
        ("ADH-HF", "HJM", "vision_hearing_devices"): devices,
        ("ADH-HF", "NUTR", "nutrition"): nutrition,
        ("ADH-HF", "VOL", "pharmaceuticals"): pharmaceuticals,
        ("ADH-HF", "VOL", "medical_material"): volumes - pharmaceuticals,
    } | {key: tkr * TKR for key, tkr in OTHER_FORECASTS.items()}


def action_plan_rows(published: PublishedFigures) -> Rows:
    """The plan of the year before with the effects seen, and the plan of the year."""
    for code, (unit, figure, text) in EARLIER_ACTIONS.items():
        effect = published.ore(f"adh.action_effect.{figure}")
        yield _action_row(2023, code, unit, text, "Ja", effect, effect)
    for code, (unit, decided, text) in ACTIONS.items():
        this_year: Value = "Oklar"
        next_year: Value = "Oklar"
        if decided == "Ja":
            this_year = published.ore(f"adh.action_plan.{code}.effect")
            next_year = published.ore(f"adh.action_plan.{code}.effect_next_year")
        yield _action_row(2024, code, unit, text, decided, this_year, next_year)


def _action_row(
    plan_year: int,
    code: str,
    unit: str,
    text: str,
    decided: str,
    effect_year: Value,
    effect_next_year: Value,
) -> Mapping[str, Value]:
    return {
        "reporting_month": REPORTED,
        "plan_year": date(plan_year, 1, 1),
        "action_code": code,
        "cost_centre": UNIT_NODES[unit],
        "action_text": text,
        "decided": decided,
        "effect_year": effect_year,
        "effect_next_year": effect_next_year,
    }


def budget_grant_rows(published: PublishedFigures) -> Rows:
    """The two grants that the forecast of 2024 speaks of."""
    for code, text, node, decided, figure in (
        ("TAXI", "Tillskott till sjukresor med taxi", UNIT_NODES["ADH-AS-SJR"], "Ja",
         "transport_grant"),
        ("FVIS", "Tillskott ur de centrala utvecklingsmedlen, FVIS-arbetet", "31000", "Nej",
         "fvis_grant"),
    ):  # fmt: skip
        yield {
            "budget_year": date(2024, 1, 1),
            "grant_code": code,
            "grant_text": text,
            "cost_centre": node,
            "known_from": REPORTED,
            "decided": decided,
            "amount": published.ore(f"adh.forecast_text.{figure}"),
        }


def investment_rows(published: PublishedFigures, tree: list[CostCentre], seed: int) -> Rows:
    """Each administration's projects of 2024: budget, forecast, and what was not done in 2023."""
    rng = np.random.default_rng([seed, 4])
    adh = (38, published.ore("adh.investment.budget"))
    for number, (units, (projects, budget)) in enumerate(
        [(ADH, adh)]
        + [([unit], (count, tkr * TKR)) for unit, (count, tkr) in OTHER_INVESTMENTS.items()]
    ):
        leaves = [leaf for leaf in tree if leaf.unit in units and leaf.holds_on(REPORTED)]
        weights = rng.lognormal(0, 0.9, size=projects)
        budgets = share_out(budget, weights, TKR)
        forecasts = share_out(budget, weights * rng.normal(1, 0.05, size=projects), TKR)
        carried = share_out(
            published.ore("adh.investment.carry_over") if units is ADH else 0,
            weights * (rng.random(projects) < 0.4) + 1e-9,
            TKR,
        )
        for project in range(projects):
            yield {
                "reporting_month": REPORTED,
                "project": f"P{24000 + 100 * number + project}",
                "project_name": PROJECTS[int(rng.integers(len(PROJECTS)))],
                "cost_centre": leaves[int(rng.integers(len(leaves)))].code,
                "budget_amount": int(budgets[project]),
                "forecast_amount": int(forecasts[project]),
                "carry_over_amount": int(carried[project]),
                "carry_over_decided": "Nej",
            }
