"""Hired staff: the hours that the booked cost of it bought, by cost centre and category.

Belongs here: which cost centres hire, and at what rates. What is booked comes from ``economy``.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from orchestration.synthesis.economy import HIRED, Economy
from orchestration.synthesis.figures import share_out
from orchestration.synthesis.tree import CostCentre
from orchestration.synthesis.writing import Value

CATEGORIES = {"hired_doctors": "LÄK", "hired_nurses": "SSK", "hired_other": "ÖVR"}
# Kronor an hour.
RATES = {"LÄK": 1_390, "SSK": 790, "ÖVR": 560}
HIRING_COST_CENTRES = 6
DO_NOT_HIRE = ("edning", "sekreterare", "forskning", "Fordon", "Utbildning", "Tolk")


def hired_staff_rows(
    economy: Economy, tree: Sequence[CostCentre], month: date, seed: int
) -> list[Mapping[str, Value]]:
    """One row a cost centre and category of the month; a unit's rows add up to what it booked."""
    rng = np.random.default_rng([seed, 23, month.year, month.month])
    rows: list[Mapping[str, Value]] = []
    for unit, group in HIRED:
        cost = -economy.actual.total([unit], [group], [month])
        if not cost:
            continue
        category = CATEGORIES[group]
        hiring = _hiring(tree, unit, category, month)
        parts = share_out(cost, rng.lognormal(0, 0.5, size=len(hiring)))
        rates = RATES[category] * rng.normal(1, 0.05, size=len(hiring))
        rows += [
            {
                "reporting_month": month,
                "cost_centre": leaf.code,
                "category": category,
                "hired_hours": round(part / rate),
                "hired_cost": part,
            }
            for leaf, part, rate in zip(hiring, parts.tolist(), rates.tolist(), strict=True)
        ]
    return rows


def _hiring(tree: Sequence[CostCentre], unit: str, category: str, month: date) -> list[CostCentre]:
    """The cost centres of a unit that hire: those of doctors where there are such."""
    leaves = [
        leaf
        for leaf in tree
        if leaf.unit == unit
        and leaf.holds_on(month)
        and not any(word in leaf.name for word in DO_NOT_HIRE)
    ]
    of_doctors = [leaf for leaf in leaves if "läkare" in leaf.name]
    others = [leaf for leaf in leaves if "läkare" not in leaf.name]
    chosen = (of_doctors if category == "LÄK" else others) or leaves
    return chosen[:: max(len(chosen) // HIRING_COST_CENTRES, 1)][:HIRING_COST_CENTRES]
