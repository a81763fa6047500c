"""The parts of a sample that the tests of the synthesis look at, each made once a session.

Amounts are öre as int64, months text 'YYYY-MM'.
"""

from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from orchestration.synthesis.accounts import accounts_by_group
from orchestration.synthesis.economy import Economy, build_economy
from orchestration.synthesis.figures import PublishedFigures
from orchestration.synthesis.ledger import Ledger
from orchestration.synthesis.tree import CostCentre, cost_centres

SCALE = 0.2


@pytest.fixture(scope="session")
def published() -> PublishedFigures:
    """The published amounts."""
    return PublishedFigures()


@pytest.fixture(scope="session")
def economy_of(published: PublishedFigures) -> Callable[[int], Economy]:
    """Seed -> what the extracts of that seed add up to."""
    return cache(lambda seed: build_economy(published, np.random.default_rng([seed, 0])))


@pytest.fixture(scope="session")
def tree() -> list[CostCentre]:
    """The cost centres."""
    return cost_centres()


@pytest.fixture(scope="session")
def ledger_of(
    economy_of: Callable[[int], Economy], tree: list[CostCentre]
) -> Callable[[float, int], pd.DataFrame]:
    """Scale and seed -> every voucher row, with the month, the account's group and the unit.

    The unit is empty where the cost centre is no leaf or does not exist in the month.
    """
    group_of = {
        account.number: group
        for group, accounts in accounts_by_group().items()
        for account in accounts
    }

    @cache
    def book(scale: float, seed: int) -> pd.DataFrame:
        months = Ledger(economy_of(seed), tree, scale, seed).months()
        rows: pd.DataFrame = pa.concat_tables([rows for _, rows in months]).to_pandas()
        unit_of = _units(tree, list(rows["accounting_period"].unique()))
        places = zip(rows["cost_centre"], rows["accounting_period"], strict=True)
        rows["unit"] = [unit_of.get(place, "") for place in places]
        rows["group"] = rows["account"].map(group_of)
        for column in ("accounting_period", "voucher_date", "booked_date"):
            rows[column] = rows[column].astype(str)
        rows["month"] = rows["accounting_period"].str[:7]
        rows["voucher"] = (
            rows["voucher_type"]
            + rows["month"].str.replace("-", "")
            + "-"
            + rows["voucher_number"].astype(str).str.zfill(6)
        )
        rows["corrected_voucher"] = rows["corrected_voucher"].fillna("")
        rows["row_text"] = rows["row_text"].fillna("")
        return rows

    return book


def _units(tree: list[CostCentre], months: list[date]) -> dict[tuple[str, date], str]:
    """(leaf, month) -> the unit it hangs under on the month's first day."""
    return {
        (leaf.code, month): leaf.unit
        for leaf in tree
        for month in months
        if leaf.unit is not None and leaf.valid_from <= month <= (leaf.valid_to or month)
    }


@pytest.fixture(scope="session")
def ledger(ledger_of: Callable[[float, int], pd.DataFrame]) -> pd.DataFrame:
    """A ledger with enough rows in each unit and group to see how they are spread."""
    return ledger_of(SCALE, 1)
