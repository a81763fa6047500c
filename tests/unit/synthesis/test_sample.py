"""The files of the sample: deterministic, and without a row that gives a published figure away."""

import hashlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from orchestration.synthesis.__main__ import write_sample
from orchestration.synthesis.economy import (
    ADH_AREAS,
    ALL_GROUPS,
    Economy,
    groups_of,
    months_between,
)
from orchestration.synthesis.figures import PublishedFigures
from orchestration.synthesis.tree import CostCentre
from tests.oracle.extracts import read_extracts
from tests.oracle.figures import ORE_PER_UNIT, published_figures

SCALE = 0.005
# The same whatever the seed: reference data, and plans that the documents print.
NOT_DRAWN = {
    "SYNTHETIC.txt",
    "kontoplan.csv",
    "ansvar.csv",
    "atgardsplan_2024-02.csv",
    "tillskott_2024.csv",
    "vardenheter.csv",
}


def _sample(directory: Path, seed: int) -> Path:
    for _ in write_sample(directory, SCALE, seed):
        pass
    return directory


def _digests(directory: Path) -> dict[str, str]:
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _sample(tmp_path_factory.mktemp("sample"), seed=1)


def test_the_same_seed_gives_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    assert _digests(_sample(tmp_path, seed=1)) == _digests(sample)


def test_another_seed_gives_other_files_with_the_same_names(sample: Path, tmp_path: Path) -> None:
    first, other = _digests(sample), _digests(_sample(tmp_path, seed=2))

    assert first.keys() == other.keys()
    equal = {Path(name).name for name in first if first[name] == other[name]}
    # A control file holds the number of rows and their sum, which is zero.
    assert {name for name in equal if not name.endswith(".kontroll")} == NOT_DRAWN


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_seed_adds_up_to_the_same_published_totals(
    seed: int, economy_of: Callable[[int], Economy], published: PublishedFigures
) -> None:
    actual, budget = economy_of(seed).actual, economy_of(seed).budget
    adh = [unit for units in ADH_AREAS.values() for unit in units]
    to_february = months_between("2024-01", "2024-02")
    r12 = months_between("2023-03", "2024-02")
    table = "adh.income_statement"
    totals = {
        f"{table}.{area}.{column}": cells.total(units, ALL_GROUPS, months)
        for area, units in (ADH_AREAS | {"adh": adh}).items()
        for column, cells, months in (
            ("actual_ytd", actual, to_february),
            ("budget_ytd", budget, to_february),
            ("actual_r12", actual, r12),
            ("budget_year", budget, months_between("2024-01", "2024-12")),
        )
    } | {
        f"adh.{account_class}_development.{column}": cells.total(
            adh, groups_of(account_class), months
        )
        for account_class in ("revenue", "cost")
        for column, cells, months in (
            ("actual_ytd", actual, to_february),
            ("budget_ytd", budget, to_february),
            ("actual_ytd_previous_year", actual, months_between("2023-01", "2023-02")),
        )
    }

    wrong = [
        figure_id
        for figure_id, total in totals.items()
        if not published.rounds_to(np.array([total]), figure_id).all()
    ]
    assert wrong == []


def test_another_seed_has_other_ore_behind_the_same_figures(
    economy_of: Callable[[int], Economy],
) -> None:
    assert economy_of(1).actual.amounts.sum() != economy_of(2).actual.amounts.sum()


def test_planning_stands_on_leaves_that_exist(sample: Path, tree: list[CostCentre]) -> None:
    extracts = read_extracts(sample)
    budgeted = zip(extracts.budget["cost_centre"], extracts.budget["month"], strict=True)
    forecast = extracts.forecast[extracts.forecast["driver"] != ""]
    expected = zip(forecast["cost_centre"], forecast["round"], strict=True)
    leaves = [place for place in tree if place.unit is not None]

    def exists(code: str, month: str) -> bool:
        return any(
            leaf.valid_from.isoformat() <= f"{month}-01"
            and (leaf.valid_to is None or f"{month}-01" <= leaf.valid_to.isoformat())
            for leaf in leaves
            if leaf.code == code
        )

    assert [place for place in {*budgeted, *expected} if not exists(*place)] == []
    codes = {leaf.code for leaf in leaves}
    assert set(extracts.forecast["cost_centre"]) <= codes
    assert set(extracts.investments["cost_centre"]) <= codes


def test_no_row_is_a_published_figure(sample: Path) -> None:
    extracts = read_extracts(sample)
    printed = {
        abs(round(Fraction(figure["value"]) * ORE_PER_UNIT[figure["unit"]]))
        for figure in published_figures()
        if figure["unit"] in ORE_PER_UNIT and figure["kind"] == "outcome"
    }

    # The other side of a voucher, on the balance sheet, is the sum of its rows.
    booked = extracts.ledger[extracts.ledger["account"] >= "3000"]["ore"].abs()
    budgeted = extracts.budget["ore"].abs()
    assert booked[booked.isin(printed - {0})].empty
    assert budgeted[budgeted.isin(printed - {0})].empty


def test_no_deviation_of_a_forecast_stands_in_one_row(sample: Path, tree: list[CostCentre]) -> None:
    forecast = read_extracts(sample).forecast
    unit_of = {leaf.code: leaf.unit for leaf in tree if leaf.unit is not None}
    drivers = forecast[forecast["driver"] != ""].assign(
        unit=lambda rows: rows["cost_centre"].map(unit_of)
    )

    rows_of_deviation = drivers.groupby(["round", "unit", "driver"]).size()

    assert rows_of_deviation[rows_of_deviation < 3].empty
