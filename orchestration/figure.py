"""A figure of the published marts: its key, its months, and how it is printed in Swedish.

Here: what report, trace and site share of a value of `marts.kpi`.
Not here: what is said about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

NARROW_SPACE = "\u202f"
"""No line is broken at it; it parts thousands, and a number from its unit."""

MINUS = "\u2212"

_SCALE = {"tkr": Decimal(1_000), "mnkr": Decimal(1_000_000)}
_SIGN = {"SEK": "kr", "tkr": "tkr", "mnkr": "mnkr", "percent": "%", "persons": "personer"}


@dataclass(frozen=True, order=True)
class FigureKey:
    """The key of a value in `marts.kpi`."""

    measure: str
    organisation_code: str
    subject: str
    period: str
    window: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The key in a row that has its columns."""
        return cls(**{field.name: row[field.name] for field in fields(cls)})

    def __str__(self) -> str:
        """The key as one word, which names the figure in addresses and element names."""
        return f"{self.measure}/{self.organisation_code}/{self.subject}/{self.period}/{self.window}"


IS_KEY = """
measure = $measure and organisation_code = $organisation_code and subject = $subject
and period = $period and "window" = $window
"""
"""The condition of a query for the rows of one key, whose parameters are `vars(key)`."""


def shifted(period: str, months: int) -> str:
    """The month so many months later."""
    year, month = divmod(int(period[:4]) * 12 + int(period[5:]) - 1 + months, 12)
    return f"{year}-{month + 1:02d}"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """The value at so many decimals, half away from zero, as both source documents round."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def in_unit(value: Decimal, unit: str) -> Decimal:
    """A value of `marts.kpi` in the unit it is printed in: SEK as tkr or mnkr, others as they are.

    Not rounded.
    """
    return value / _SCALE.get(unit, 1)


def number(value: Decimal, decimals: int, *, plus: bool = False) -> str:
    """A number in Swedish: thousands parted, a decimal comma, a minus that is one.

    `plus` puts a sign before positive numbers too.
    """
    shown = rounded(value, decimals)
    # A value that rounds to nothing is neither above nor below it.
    digits = f"{shown if shown else abs(shown):,.{decimals}f}"
    sign = "+" if plus and shown > 0 else ""
    return sign + digits.translate({ord(","): NARROW_SPACE, ord("."): ",", ord("-"): MINUS})


def with_unit(text: str, unit: str) -> str:
    """A printed number with the sign of its unit; a count has none."""
    return f"{text}{NARROW_SPACE}{_SIGN[unit]}" if unit in _SIGN else text
