"""What the oracle hands over: marts as rows by key, and what their numbers are.

Here: the types, and what every mart's row is told by: growth, targets, quality.
Not here: computing a mart (`finance`, `workforce`, `care`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tests.oracle.structure import Region

Key = tuple[str, ...]
# Money is öre as int, shares are percent as Fraction; months and years are text.
Value = int | Fraction | str | bool | None
Rows = dict[Key, tuple[Value, ...]]

NOTHING_TO_MEASURE = "nothing to measure in the window"


class Count(int):
    """A number of something, so that nobody takes it for öre."""


class Hours(Fraction):
    """Hours, which the marts show with four decimals, and hired hours with two."""


@dataclass(frozen=True)
class Mart:
    """A mart as the oracle computes it, with nothing withheld.

    Attributes:
        key: the columns of its key.
        values: the columns of its values.
        rows: its rows by key.
        cells: the cell of people that a row tells of, for the rows that tell of one.
        small_cells: the cells so small that they must be withheld for their own sake.
        kept: the columns that a withheld row shows all the same.
        parts: the cells, other than its own, that a row would give away with some of its columns.
        of_parts: those columns; the row withholds them where one of these cells is withheld.
    """

    key: tuple[str, ...]
    values: tuple[str, ...]
    rows: Rows
    cells: Mapping[Key, Key] = field(default_factory=dict)
    small_cells: frozenset[Key] = frozenset()
    kept: frozenset[str] = frozenset()
    parts: Mapping[Key, frozenset[Key]] = field(default_factory=dict)
    of_parts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Measured:
    """A row of the table of measures, without its key and target.

    Attributes:
        value: the value.
        numerator: what the share is of, where it is one that is told in the table.
        denominator: the whole of the share.
        quality: what a reader must know about it.
        cell: the cell of people that it tells of.
        parts: further cells that it would give away.
    """

    value: Value
    numerator: Value = None
    denominator: Value = None
    quality: Value = None
    cell: Key | None = None
    parts: frozenset[Key] = frozenset()


class Targets:
    """The region's targets by month, and by year where one holds all the year."""

    def __init__(self, region: Region, months: list[str]) -> None:
        self._by_key: dict[Key, tuple[Fraction, str]] = {}
        years = sorted({month[:4] for month in months})
        days = {month: (f"{month}-01", f"{month}-01") for month in months}
        days |= {year: (f"{year}-01-01", f"{year}-12-01") for year in years}
        for row in region.targets:
            for period, (first, last) in days.items():
                if row["valid_from"] <= first and (not row["valid_to"] or last <= row["valid_to"]):
                    key = (row["measure"], row["organisation_code"], row["subject"], period)
                    assert key not in self._by_key, f"two targets: {key}"
                    self._by_key[key] = (Fraction(row["value"]), row["direction"])

    def of(self, key: Key, value: Value) -> tuple[Fraction | None, bool | None]:
        """The target that holds for a value, and whether the value reaches it.

        The key begins with measure, organisation, subject and period.
        """
        found = self._by_key.get(key[:4])
        if found is None:
            return None, None
        target, direction = found
        if value is None:
            return target, None
        assert isinstance(value, int | Fraction), f"{value!r} is no number"
        return target, value >= target if direction == "at_least" else value <= target

    def __iter__(self) -> Iterator[tuple[Key, Fraction]]:
        """Measure, organisation, subject, period; and the target."""
        for key, (target, _) in self._by_key.items():
            yield key, target


def percent(part: int | Fraction, whole: int | Fraction) -> Fraction | None:
    """A share; none where there is nothing to measure."""
    return Fraction(100 * part) / whole if whole else None


def quality(*reasons: str | None) -> str | None:
    """What a reader must know about a row, in one text."""
    return "; ".join(reason for reason in reasons if reason) or None
