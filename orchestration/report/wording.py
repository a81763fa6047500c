"""Numbers and months in the words of the report.

Here: wording that follows rules. Not here: which figure stands where (the chapters).
"""

from datetime import date
from decimal import Decimal

from babel.dates import format_date

from orchestration.figure import rounded, shifted

NONE = "–"
"""Printed where there is no value."""


def month_name(period: str) -> str:
    """`2024-02` as februari 2024."""
    return format_date(_first_day(period), "LLLL y", locale="sv")


def month_only(period: str) -> str:
    """`2024-02` as februari."""
    return format_date(_first_day(period), "LLLL", locale="sv")


def month_short(period: str) -> str:
    """`2024-02` as feb."""
    return format_date(_first_day(period), "LLL", locale="sv").rstrip(".")


def months_so_far(period: str) -> str:
    """January to the month, as jan–feb; January alone as jan."""
    last = month_short(period)
    return last if period.endswith("-01") else f"jan–{last}"


def months_of_year(month: str) -> list[str]:
    """January to the month."""
    return [f"{month[:4]}-{number:02d}" for number in range(1, int(month[5:]) + 1)]


def months_of_two_years(month: str) -> list[str]:
    """January of the year before to the month."""
    before = shifted(f"{month[:4]}-12", -12)
    return [*months_of_year(before), *months_of_year(month)]


def _first_day(period: str) -> date:
    return date.fromisoformat(f"{period}-01")


def decimals_in_text(value: Decimal, most: int = 1) -> int:
    """As many decimals as running text needs: none where the last printed one would be 0."""
    return 0 if rounded(value, most) == rounded(value, 0) else most


def about(value: Decimal, decimals: int, *, below: str, above: str) -> str:
    """The word before a rounded size: `below` where the value does not reach it, `above` where it
    is larger, none where the two are the same.
    """
    size, shown = abs(value), abs(rounded(value, decimals))
    return "" if size == shown else below if size < shown else above


def listed(items: list[str]) -> str:
    """Words with commas between, och before the last."""
    return f"{', '.join(items[:-1])} och {items[-1]}" if len(items) > 1 else "".join(items)


def lower(text: str) -> str:
    """The text with a small first letter, for the middle of a sentence."""
    return text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
