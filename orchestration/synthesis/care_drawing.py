"""What all care extracts are drawn with: the seed, the units, the columns that every row has.

Belongs here: making a month's table. What happens in the month belongs in ``care_counts``,
``response_times`` and ``waiting``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.synthesis.care_units import CareUnits
from orchestration.synthesis.figures import Floats, Integers, PublishedFigures

MonthlyTables = Iterator[tuple[date, pa.Table]]
"""The rows of an extract, month by month, with the columns of its contract."""

ROWS_A_MONTH = 1_000_000
"""For how many rows of a month there are numbers.

By the contracts they have nine digits: the last of the year, two of the month and six that count.
"""


class TooManyRows(Exception):
    """A month has more rows than numbers, so that some would stand in two months."""


@dataclass(frozen=True)
class Care:
    """What the extracts are drawn from; ``scale`` multiplies rows that no figure counts."""

    published: PublishedFigures
    units: CareUnits
    scale: float
    seed: int

    def rng(self, stream: int) -> np.random.Generator:
        """Chance of its own for each extract, so that none changes with another."""
        return np.random.default_rng([self.seed, stream])

    def draw_units(self, rng: np.random.Generator, numbers: list[int], rows: int) -> Integers:
        """A unit for each row, by the size of the units."""
        drawn: Integers = rng.choice(numbers, size=rows, p=self.units.weights(numbers))
        return drawn

    def table(
        self, key: str, month: date, units: Integers, columns: Mapping[str, object]
    ) -> pa.Table:
        """A month's rows, numbered in their order under the name ``key``.

        Raises:
            TooManyRows: the numbers would run into those of the next month.
        """
        rows = len(units)
        if rows > ROWS_A_MONTH:
            message = (
                f"{key}: {rows} rows in {month:%Y-%m} at scale {self.scale:g}, but a month has"
                f" numbers for {ROWS_A_MONTH}. Write a smaller sample."
            )
            raise TooManyRows(message)
        counted = np.arange(ROWS_A_MONTH, ROWS_A_MONTH + rows)
        numbers = pc.utf8_slice_codeunits(pa.array(counted).cast(pa.string()), 1)
        return pa.table(
            {
                key: pc.binary_join_element_wise(f"N{month.year % 10}{month:%m}", numbers, ""),
                "reporting_month": pa.repeat(pa.scalar(month), rows),
                "care_unit": coded(units, self.units.codes),
                **columns,
            }
        )


def draw_codes(rng: np.random.Generator, rows: int, weights: Sequence[float] | Floats) -> Integers:
    """A number from 0 on for each row, by its weight."""
    weight = np.asarray(weights, dtype=float)
    return rng.choice(len(weight), size=rows, p=weight / weight.sum())


def coded(codes: Integers, values: Sequence[str]) -> pa.Array:
    """The value that each code stands for."""
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(values))


def date_column(days: npt.NDArray[np.datetime64]) -> pa.Array:
    """Days as dates; NaT is no value."""
    return pa.array(days.astype("datetime64[D]"), pa.date32())
