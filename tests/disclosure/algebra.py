"""What follows from linear equations when some of their quantities are known.

Here: exact elimination. Not here: which quantities and equations a mart has (`difference`).
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

Quantity = TypeVar("Quantity", bound=Hashable)


def determined(
    equations: Iterable[Mapping[Quantity, int]], known: Collection[Quantity]
) -> set[Quantity]:
    """The quantities that are not known and yet have one possible value.

    An equation is the coefficient of each of its quantities; the sum of all of them, each times
    its coefficient, is zero. The equations must have a solution, so values are not needed.
    """
    rows: dict[Quantity, dict[Quantity, Fraction]] = {}
    rows_with: dict[Quantity, set[Quantity]] = defaultdict(set)
    for equation in equations:
        row = {each: Fraction(times) for each, times in equation.items() if each not in known}
        # No row holds another's pivot, so what a row brings in is never a pivot itself.
        for pivot in [each for each in row if each in rows]:
            _subtract(row, rows[pivot], row[pivot])
        if not row:
            continue
        pivot = next(iter(row))
        scale = row[pivot]
        row = {each: times / scale for each, times in row.items()}
        for other in list(rows_with.pop(pivot, ())):
            before = rows[other].keys() - {pivot}
            _subtract(rows[other], row, rows[other][pivot])
            for gone in before - rows[other].keys():
                rows_with[gone].discard(other)
            for new in rows[other].keys() - before:
                rows_with[new].add(other)
        rows[pivot] = row
        for each in row.keys() - {pivot}:
            rows_with[each].add(pivot)
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _subtract(
    row: dict[Quantity, Fraction], other: Mapping[Quantity, Fraction], times: Fraction
) -> None:
    """Take `other`, multiplied, from `row`; what becomes zero leaves it."""
    for each, coefficient in other.items():
        left = row.get(each, Fraction(0)) - times * coefficient
        if left:
            row[each] = left
        else:
            row.pop(each, None)
