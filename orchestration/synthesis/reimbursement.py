"""The extract of the reimbursement system: claims for vaccinations.

Belongs here: doses, rates and dates of payment. File format belongs in ``writing``.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from orchestration.synthesis.figures import ORE_PER_KRONA, PublishedFigures
from orchestration.synthesis.tree import CostCentre
from orchestration.synthesis.writing import Value

MONTHS = [date(2024, 10, 1), date(2024, 11, 1)]
UNPAID = date(2024, 11, 1)
RATES = {"Covid-19": 195 * ORE_PER_KRONA, "Influensa": 160 * ORE_PER_KRONA + 50}
CLAIMS_OF_A_CENTRE = 12


def vaccination_claim_rows(
    published: PublishedFigures, tree: list[CostCentre], month: date, seed: int
) -> Iterator[Mapping[str, Value]]:
    """Claims worth about the printed amount; those of the last month are not yet paid."""
    rng = np.random.default_rng([seed, 5, month.month])
    centres = [leaf for leaf in tree if leaf.name.endswith(", vaccination")]
    share = rng.dirichlet(np.full(len(centres) * CLAIMS_OF_A_CENTRE, 3.0))
    worth = published.ore("nsvh.vc.vaccination_missing")
    for number, part in enumerate(share.tolist()):
        vaccine = "Covid-19" if number % 2 else "Influensa"
        doses = max(1, round(worth * part / RATES[vaccine]))
        yield {
            "earned_month": month,
            "claim": f"V{month:%y%m}{number + 1:04d}",
            "cost_centre": centres[number % len(centres)].code,
            "vaccine": vaccine,
            "doses": doses,
            "rate": RATES[vaccine],
            "amount": doses * RATES[vaccine],
            "paid_date": None if month == UNPAID else month + timedelta(days=27),
        }
