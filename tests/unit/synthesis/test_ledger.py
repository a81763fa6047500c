"""The synthetic ledger: books that look like books and add up to the economy, with no plug in them.

Here: properties of all rows together. Not here: the files (`test_sample`).
"""

from collections.abc import Callable

import pandas as pd
import pytest

from orchestration.synthesis.economy import (
    CLASS_OF_GROUP,
    GROUPS,
    INVESTMENT,
    MONTHS,
    UNITS,
    Economy,
)
from orchestration.synthesis.ledger import Ledger
from orchestration.synthesis.tree import CostCentre

LedgerOf = Callable[[float, int], pd.DataFrame]
EconomyOf = Callable[[int], Economy]
CELL = ["unit", "group", "month"]

# The rows of a cell are lognormal; the largest of thousands is some 150 times the median.
ROWS_TO_JUDGE_BY = 20
LARGEST_TO_MEDIAN = 300
LARGEST_SHARE = 0.8
# How much more of the money than of the rows an account or cost centre may bear.
OUT_OF_PROPORTION = 4


def _result_rows(ledger: pd.DataFrame) -> pd.DataFrame:
    """The rows on accounts that the economy sets, not on the balance accounts against them."""
    return ledger[ledger["group"].isin(GROUPS)]


def _ordinary_rows(ledger: pd.DataFrame) -> pd.DataFrame:
    rows = _result_rows(ledger)
    return rows[~rows["voucher_type"].isin(["PER", "RÄT"])]


def test_every_voucher_adds_up_to_zero(ledger: pd.DataFrame) -> None:
    vouchers = ledger.groupby("voucher")["amount"].agg(["sum", "size"])

    assert vouchers[vouchers["sum"] != 0].empty
    assert vouchers[vouchers["size"] < 2].empty


def test_rows_of_a_voucher_are_numbered_from_one(ledger: pd.DataFrame) -> None:
    numbers = ledger.groupby("voucher")["voucher_row"].agg(["min", "max", "size", "nunique"])

    assert (numbers["min"] == 1).all()
    assert (numbers["max"] == numbers["size"]).all()
    assert (numbers["nunique"] == numbers["size"]).all()


def test_no_row_is_empty(ledger: pd.DataFrame) -> None:
    assert ledger[ledger["amount"] == 0].empty


@pytest.mark.parametrize("scale", [0.02, 0.2])
def test_rows_add_up_to_the_economy_at_any_scale(
    scale: float, ledger_of: LedgerOf, economy_of: EconomyOf
) -> None:
    booked = _result_rows(ledger_of(scale, 1)).groupby(CELL)["amount"].sum()

    amounts = economy_of(1).actual.amounts
    expected = {
        (unit, group, f"{month:%Y-%m}"): -int(amounts[u, g, m])
        for u, unit in enumerate(UNITS)
        for g, group in enumerate(GROUPS)
        for m, month in enumerate(MONTHS)
    }
    assert {cell: amount for cell, amount in booked.items() if amount} == {
        cell: amount for cell, amount in expected.items() if amount
    }


def test_scale_changes_the_number_of_rows(ledger_of: LedgerOf) -> None:
    assert len(ledger_of(0.2, 1)) > 3 * len(ledger_of(0.02, 1))


def test_signs_are_those_of_the_ledger(ledger: pd.DataFrame) -> None:
    rows = _ordinary_rows(ledger)
    account_class = rows["group"].map(CLASS_OF_GROUP)
    # What the customers are owed is settled against revenue: either sign.
    revenue = rows[(account_class == "revenue") & (rows["group"] != "assistive_devices_settlement")]
    cost = rows[account_class == "cost"]

    assert (revenue.groupby(CELL)["amount"].sum() < 0).all()
    assert (cost.groupby(CELL)["amount"].sum() > 0).all()
    # Credit notes and corrections are there, and they are few.
    assert 0 < (revenue["amount"] > 0).mean() < 0.1
    assert 0 < (cost["amount"] < 0).mean() < 0.1
    assert (rows[rows["group"] == INVESTMENT].groupby(CELL)["amount"].sum() > 0).all()


def test_rows_stand_on_leaves_that_exist_in_the_month(
    ledger: pd.DataFrame, tree: list[CostCentre]
) -> None:
    nodes = {place.parent for place in tree}

    assert ledger[ledger["unit"] == ""].empty
    assert ledger[ledger["cost_centre"].isin(nodes)].empty


def test_every_leaf_is_booked_on(ledger: pd.DataFrame, tree: list[CostCentre]) -> None:
    leaves = {place.code for place in tree if place.unit is not None}

    assert leaves == set(ledger["cost_centre"])


def test_no_row_is_an_aggregate_even_in_the_smallest_sample(ledger_of: LedgerOf) -> None:
    rows_of_cell = _result_rows(ledger_of(0.02, 1)).groupby(CELL).size()

    assert rows_of_cell[rows_of_cell < 2].empty


def test_no_row_is_out_of_proportion_in_its_unit_group_and_month(ledger: pd.DataFrame) -> None:
    rows = _ordinary_rows(ledger)
    cells = rows["amount"].abs().groupby([rows[column] for column in CELL])
    size = cells.agg(["size", "max", "median", "sum"])
    judged = size[size["size"] >= ROWS_TO_JUDGE_BY]

    assert len(judged) > 1000
    assert judged[judged["max"] > LARGEST_TO_MEDIAN * judged["median"]].empty
    assert judged[judged["max"] > LARGEST_SHARE * judged["sum"]].empty


@pytest.mark.parametrize("bearer", ["account", "cost_centre"])
def test_no_account_or_cost_centre_bears_more_money_than_its_rows_explain(
    bearer: str, ledger: pd.DataFrame
) -> None:
    rows = _ordinary_rows(ledger)
    size = rows["amount"].abs()
    # In proportion to the average row of the same unit, group and month.
    average = size.groupby([rows[column] for column in CELL]).transform("mean")
    borne = (size / average).groupby(rows[bearer]).agg(["size", "mean"])

    assert (borne["size"] >= ROWS_TO_JUDGE_BY).all()
    assert borne[borne["mean"] > OUT_OF_PROPORTION].empty


def test_no_account_is_used_only_now_and_then(ledger: pd.DataFrame) -> None:
    months = _result_rows(ledger).groupby("account")["month"].nunique()

    assert months[months < 6].empty


def test_the_reversal_at_narakuten_is_dated_in_september_and_counts_in_november(
    ledger: pd.DataFrame,
) -> None:
    accrued = ledger[ledger["row_text"] == "Uppbokning Närakuten"]
    reversed_ = ledger[ledger["row_text"] == "Återföring av uppbokning Närakuten"]

    assert set(accrued["month"]) == {"2024-09"}
    assert set(reversed_["month"]) == {"2024-11"}
    assert set(reversed_["voucher_date"]) == {"2024-09-30"}
    assert set(reversed_["corrected_voucher"]) == set(accrued["voucher"])
    assert set(reversed_["unit"]) == {"NSVH-VC"}

    place = ["corrected_voucher", "cost_centre", "account", "voucher_row"]
    undone = accrued.drop(columns="corrected_voucher").rename(
        columns={"voucher": "corrected_voucher"}
    )
    pd.testing.assert_series_equal(
        reversed_.set_index(place)["amount"].sort_index(),
        -undone.set_index(place)["amount"].sort_index(),
    )


def test_some_vouchers_are_dated_in_another_month_than_they_count_in(ledger: pd.DataFrame) -> None:
    other_month = ledger[ledger["voucher_date"].str[:7] != ledger["month"]]

    assert 0.01 < len(other_month) / len(ledger) < 0.1
    assert {"LEV", "PER", "RÄT"} <= set(other_month["voucher_type"])
    # Nothing is dated after the month in which it counts.
    assert ledger[ledger["voucher_date"].str[:7] > ledger["month"]].empty


def test_what_corrects_names_a_voucher_of_an_earlier_month(ledger: pd.DataFrame) -> None:
    correcting = ledger[ledger["corrected_voucher"] != ""].drop_duplicates("voucher")
    month_of = ledger.drop_duplicates("voucher").set_index("voucher")["month"]
    corrected_in = correcting["corrected_voucher"].map(month_of)

    assert set(correcting["voucher_type"]) == {"PER", "RÄT"}
    assert correcting[corrected_in.isna()].empty
    assert (corrected_in < correcting["month"]).all()


def test_a_correction_takes_back_a_row_of_the_voucher_it_names(ledger: pd.DataFrame) -> None:
    corrections = ledger[(ledger["voucher_type"] == "RÄT") & (ledger["voucher_row"] == 1)]
    taken_back = zip(
        corrections["corrected_voucher"],
        corrections["cost_centre"],
        corrections["account"],
        -corrections["amount"],
        strict=True,
    )
    booked = set(
        zip(
            ledger["voucher"],
            ledger["cost_centre"],
            ledger["account"],
            ledger["amount"],
            strict=True,
        )
    )

    assert len(corrections) > 0
    assert [row for row in taken_back if row not in booked] == []


def test_another_seed_books_other_rows_that_add_up_to_the_same(
    economy_of: EconomyOf, tree: list[CostCentre]
) -> None:
    first, other = (_january_on_result_accounts(economy_of(1), tree, seed) for seed in (1, 2))

    assert len(set(first) & set(other)) < 0.05 * len(first)
    assert sum(first) == sum(other)


def _january_on_result_accounts(economy: Economy, tree: list[CostCentre], seed: int) -> list[int]:
    """The amounts of the first month's rows, without the balance accounts against them."""
    _, january = next(Ledger(economy, tree, scale=0.02, seed=seed).months())
    return [row["amount"] for row in january.to_pylist() if row["account"] >= "3000"]
