"""The published figures as targets, and exact amounts that round to all of them at once.

Belongs here: reading the seed of published figures, drawing öre that every printed figure agrees
with, and sharing an amount out over parts. What the amounts mean belongs in ``economy``.
"""

import csv
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
ORE_PER_UNIT = {"tkr": 100_000, "mnkr": 100_000_000}
ORE_PER_KRONA = 100
PLACES = (1, 10, 100)
DRAWS = 400_000


class PublishedFigures:
    """The printed figures by ``figure_id``; amounts of money in öre.

    Reads ``dbt_project/seeds/published_figure.csv``, so that no figure is written twice.
    """

    def __init__(self, seed: Path = SEEDS / "published_figure.csv") -> None:
        with seed.open(encoding="utf-8", newline="") as file:
            self._rows = {row["figure_id"]: row for row in csv.DictReader(file)}

    def ore(self, figure_id: str) -> int:
        """The printed value in öre. Raises KeyError for a figure that is not an amount of money."""
        row = self._rows[figure_id]
        return int(Decimal(row["value"]) * ORE_PER_UNIT[row["unit"]])

    def place(self, figure_id: str) -> int:
        """One unit of the last printed place, in öre."""
        row = self._rows[figure_id]
        return ORE_PER_UNIT[row["unit"]] // PLACES[int(row["decimals"])]

    def number(self, figure_id: str) -> Decimal:
        """The printed value in the unit printed: percent, persons, a count."""
        return Decimal(self._rows[figure_id]["value"])

    def printed_place(self, figure_id: str) -> Decimal:
        """One unit of the last printed place, in the unit printed."""
        return Decimal(1).scaleb(-int(self._rows[figure_id]["decimals"]))

    def rounds_to(self, amounts: Integers, figure_id: str) -> Booleans:
        """Whether each amount (öre), rounded half away from zero, is printed as the figure."""
        place = self.place(figure_id)
        rounded = np.sign(amounts) * ((np.abs(amounts) * 2 + place) // (2 * place))
        return np.asarray(rounded * place == self.ore(figure_id))


def draw_exact(
    published: PublishedFigures,
    rng: np.random.Generator,
    drawn: Mapping[str, str],
    conditions: Sequence[Callable[[Mapping[str, Integers]], Booleans]] = (),
    in_kronor: Collection[str] = (),
) -> dict[str, int]:
    """Exact amounts that every printed figure agrees with at once, each rounded on its own.

    Args:
        published: the figures.
        rng: where the öre come from.
        drawn: name of an amount -> the figure that it rounds to; drawn at random around it.
        conditions: what must hold for the amounts together (totals, differences), as a function
            of all drawn amounts by name, each of shape (draws,).
        in_kronor: names of the amounts that have no öre, as budgets have none.

    Returns:
        One set of amounts in öre, by name.

    Raises:
        ValueError: no drawn set meets all conditions.
    """
    amounts: dict[str, Integers] = {}
    for name, figure_id in drawn.items():
        step = ORE_PER_KRONA if name in in_kronor else 1
        reach = published.place(figure_id) * 49 // 100 // step
        amounts[name] = (
            published.ore(figure_id) + rng.integers(-reach, reach + 1, size=DRAWS) * step
        )
    holds = np.ones(DRAWS, dtype=bool)
    for condition in conditions:
        holds &= condition(amounts)
    if not holds.any():
        raise ValueError(f"no öre of {', '.join(drawn)} meet all conditions at once")
    chosen = int(np.argmax(holds))
    return {name: int(values[chosen]) for name, values in amounts.items()}


def share_out(total: int, weights: Floats, step: int = 1) -> Integers:
    """Share a total out by weight, to the öre: the parts add up to it exactly.

    Each part is rounded down to a multiple of ``step``; what remains goes, a step each, to the
    parts with the largest remainders.

    Args:
        total: öre, of either sign, a multiple of ``step``.
        weights: shape (parts,), adding up to more than zero.
        step: smallest unit, in öre.
    """
    exact = total / step * (weights / weights.sum())
    parts = np.floor(exact).astype(np.int64)
    remaining = total // step - int(parts.sum())
    largest = np.argsort(parts - exact, kind="stable")
    # Floating point may leave the sum of the floors off by one or two on either side.
    parts[largest[: max(remaining, 0)]] += 1
    parts[largest[::-1][: max(-remaining, 0)]] -= 1
    shared: Integers = parts * step
    return shared
