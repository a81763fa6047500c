"""What the rows of the extracts belong to: organisations, account groups, months.

Here: the tree of cost centres as it stood each month, the tree of account groups, and amounts by
organisation, account group and month. From the project only the seeds of the region are read.
Not here: the marts (`marts`).
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tests.oracle.extracts import Extracts, records

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
RESULT = "total"


@dataclass(frozen=True)
class Region:
    """The region's own lists: seeds, one list of rows each."""

    organisations: list[dict[str, str]]
    groups: list[dict[str, str]]
    intervals: list[dict[str, str]]
    subjects: list[dict[str, str]]
    followed: list[dict[str, str]]
    faults: list[dict[str, str]]
    targets: list[dict[str, str]]

    def subject(self, extract: str, code: str) -> str:
        """What a source system's code stands for."""
        return next(
            row["subject"]
            for row in self.subjects
            if (row["extract"], row["source_code"]) == (extract, code)
        )

    def subjects_of(self, extract: str) -> dict[str, str]:
        """What the codes of an extract stand for, of those that stand for something."""
        return {
            row["source_code"]: row["subject"] for row in self.subjects if row["extract"] == extract
        }

    def group_of(self, account: str) -> str:
        """The account group without children that an account lies in."""
        return next(
            row["account_group"]
            for row in self.intervals
            if row["account_from"] <= account <= row["account_to"]
        )

    def groups_over(self, group: str) -> list[str]:
        """The group, those above it, and the result where it belongs to the result."""
        by_name = {row["account_group"]: row for row in self.groups}
        above = [group]
        while parent := by_name[above[-1]]["parent_account_group"]:
            above.append(parent)
        return above if by_name[group]["account_class"] == "balance" else [*above, RESULT]

    def top_group(self, account_class: str) -> str:
        """The group that holds all of a class."""
        return next(
            row["account_group"]
            for row in self.groups
            if row["account_class"] == account_class and not row["parent_account_group"]
        )


def read_region() -> Region:
    """The seeds that are the region's own."""
    return Region(
        organisations=seed("organisation"),
        groups=seed("account_group"),
        intervals=seed("account_mapping"),
        subjects=seed("subject"),
        followed=seed("followed_subject"),
        faults=seed("reporting_fault"),
        targets=seed("target"),
    )


def seed(name: str) -> list[dict[str, str]]:
    """The rows of a seed."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Books:
    """Amounts in öre and report sign (revenue positive), summed up to every level.

    Attributes:
        actual: (organisation, account group) x month; 0 where nothing is booked.
        budget: the same shape.
        places: month, cost_centre, organisation, lowest: the organisations over a cost centre on
            the first day of the month, and whether none of them is lower.
        booked_months: those from the first to the last month of the ledger.
    """

    actual: pd.DataFrame
    budget: pd.DataFrame
    places: pd.DataFrame
    booked_months: list[str]


def keep_books(extracts: Extracts, region: Region) -> Books:
    """Sum the ledger and the budget up to every organisation, account group and month."""
    booked, budgeted = extracts.ledger["month"], extracts.budget["month"]
    last_year = max(booked.max(), budgeted.max())[:4]
    months = months_between(min(booked.min(), budgeted.min()), f"{last_year}-12")
    places = pd.DataFrame(
        [place for month in months for place in _places(month, extracts.cost_centres, region)],
        columns=["month", "cost_centre", "organisation", "lowest"],
    )
    return Books(
        actual=_summed(extracts.ledger, places, region, months),
        budget=_summed(extracts.budget, places, region, months),
        places=places,
        booked_months=months_between(booked.min(), booked.max()),
    )


def months_between(first: str, last: str) -> list[str]:
    """The months from the first to the last, both included."""
    return [
        f"{year}-{month:02d}"
        for year in range(int(first[:4]), int(last[:4]) + 1)
        for month in range(1, 13)
        if first <= f"{year}-{month:02d}" <= last
    ]


def _places(
    month: str, cost_centres: pd.DataFrame, region: Region
) -> Iterator[tuple[str, str, str, bool]]:
    """Month, cost centre, organisation above it and whether that is the lowest."""
    parents = {
        row["cost_centre"]: row["parent"] for row in records(cost_centres) if holds_in(month, row)
    }
    organisation_of_node = {
        row["cost_centre"]: row["organisation_code"]
        for row in region.organisations
        if holds_in(month, row)
    }
    for cost_centre in parents:
        node, lowest = cost_centre, True
        while node in parents:
            if node in organisation_of_node:
                yield month, cost_centre, organisation_of_node[node], lowest
                lowest = False
            node = parents[node]


def holds_in(month: str, row: Mapping[str, str]) -> bool:
    """Whether a row with dates of validity holds on the first day of the month."""
    day = f"{month}-01"
    return row["valid_from"] <= day and (not row["valid_to"] or day <= row["valid_to"])


def _summed(
    rows: pd.DataFrame, places: pd.DataFrame, region: Region, months: list[str]
) -> pd.DataFrame:
    """Ledger-signed rows, summed up in report sign: (organisation, account group) x month."""
    by_account = rows.groupby(["month", "cost_centre", "account"], as_index=False)["ore"].sum()
    above = pd.DataFrame(
        [
            (account, group)
            for account in by_account["account"].unique()
            for group in region.groups_over(region.group_of(account))
        ],
        columns=["account", "group"],
    )
    wide = (
        by_account.merge(places, on=["month", "cost_centre"])
        .merge(above, on="account")
        .groupby(["organisation", "group", "month"])["ore"]
        .sum()
        .unstack("month", fill_value=0)
    )
    everything = pd.MultiIndex.from_product(
        [
            [row["organisation_code"] for row in region.organisations],
            [RESULT, *(row["account_group"] for row in region.groups)],
        ]
    )
    summed: pd.DataFrame = -wide.reindex(index=everything, columns=months, fill_value=0)
    assert (summed.dtypes == "int64").all(), "öre are whole numbers"
    return summed


def windows_of(months: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Window, the month it ends in and the months it covers, for every window of a series."""
    for number, month in enumerate(months):
        yield "month", month, [month]
        yield "ytd", month, [each for each in months[: number + 1] if each[:4] == month[:4]]
        if number >= 11:
            yield "r12", month, months[number - 11 : number + 1]


def year_before(month: str) -> str:
    """The same month of the year before."""
    return f"{int(month[:4]) - 1}{month[4:]}"


def year_to_date(amounts: pd.DataFrame) -> pd.DataFrame:
    """Each month's amounts since January."""
    years = sorted({str(month)[:4] for month in amounts.columns})
    return pd.concat(
        [
            amounts[[month for month in amounts.columns if str(month)[:4] == year]].cumsum(axis=1)
            for year in years
        ],
        axis=1,
    )


def twelve_months(amounts: pd.DataFrame) -> pd.DataFrame:
    """Each month's amounts of the twelve months that end there."""
    so_far = amounts.cumsum(axis=1)
    return so_far - so_far.shift(12, axis=1, fill_value=0)
