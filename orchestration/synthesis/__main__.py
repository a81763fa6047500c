"""Writes the sample extracts: ``python -m orchestration.synthesis --output raw``.

The same seed gives the same bytes. The scale multiplies the rows of the general ledger and of care;
the totals and shares stay the published ones.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from orchestration.contracts import load_contracts
from orchestration.contracts.landing_zone import SYNTHETIC_MARKER, SYNTHETIC_STATEMENT
from orchestration.synthesis import planning, reimbursement
from orchestration.synthesis.accounts import CHART
from orchestration.synthesis.care import write_care
from orchestration.synthesis.care_drawing import Care
from orchestration.synthesis.care_units import CareUnits
from orchestration.synthesis.economy import build_economy
from orchestration.synthesis.figures import PublishedFigures
from orchestration.synthesis.hr import write_hr
from orchestration.synthesis.ledger import Ledger
from orchestration.synthesis.tree import cost_centres
from orchestration.synthesis.writing import write_ledger_month, write_rows


def write_sample(directory: Path, scale: float, seed: int) -> Iterator[Path]:
    """Write every extract below ``directory``, marked as synthetic; yields each file when done."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / SYNTHETIC_MARKER).write_text(
        f"{SYNTHETIC_STATEMENT}\nNot one row is real. Remove this file together with them.\n"
    )
    contracts = load_contracts()
    published = PublishedFigures()
    economy = build_economy(published, np.random.default_rng([seed, 0]))
    tree = cost_centres()
    yield write_rows(
        contracts["chart_of_accounts"],
        directory,
        ({"account": account.number, "account_name": account.name} for account in CHART),
    )
    yield write_rows(
        contracts["cost_centre"],
        directory,
        (
            {
                "cost_centre": place.code,
                "cost_centre_name": place.name,
                "parent_cost_centre": place.parent,
                "valid_from": place.valid_from,
                "valid_to": place.valid_to,
            }
            for place in tree
        ),
    )
    for month, rows in Ledger(economy, tree, scale, seed).months():
        yield write_ledger_month(contracts["general_ledger"], directory, month, rows)
    for year in (2023, 2024):
        budget = planning.budget_rows(economy, tree, year, seed)
        yield write_rows(contracts["budget"], directory, budget, f"{year}")
    for forecast_round in planning.ROUNDS:
        forecast = planning.forecast_rows(published, budget, tree, forecast_round, seed)
        yield write_rows(contracts["forecast"], directory, forecast, f"{forecast_round:%Y-%m}")
    reported = f"{planning.REPORTED:%Y-%m}"
    actions = planning.action_plan_rows(published)
    yield write_rows(contracts["action_plan"], directory, actions, reported)
    grants = planning.budget_grant_rows(published)
    yield write_rows(contracts["budget_grant"], directory, grants, f"{planning.REPORTED:%Y}")
    investments = planning.investment_rows(published, tree, seed)
    yield write_rows(contracts["investment"], directory, investments, reported)
    for month in reimbursement.MONTHS:
        claims = reimbursement.vaccination_claim_rows(published, tree, month, seed)
        yield write_rows(contracts["vaccination_claim"], directory, claims, f"{month:%Y-%m}")
    yield from write_hr(contracts, directory, published, economy, tree, seed)
    care = Care(published, CareUnits(tree), scale, seed)
    yield from write_care(contracts, directory, care)


def main() -> None:
    """Parse the command line, write the sample and say so file by file."""
    parser = argparse.ArgumentParser(prog="python -m orchestration.synthesis", description=__doc__)
    parser.add_argument("--output", type=Path, default=Path("raw"), help="the landing zone")
    parser.add_argument("--scale", type=float, default=1.0, help="rows, times this")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other rows")
    arguments = parser.parse_args()
    started = time.monotonic()
    print(SYNTHETIC_STATEMENT)
    for path in write_sample(arguments.output, arguments.scale, arguments.seed):
        size = path.stat().st_size / 1_000_000
        print(f"  {path.relative_to(arguments.output)}  {size:.1f} MB", flush=True)
    print(f"written to {arguments.output} in {time.monotonic() - started:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
