"""Numbers, months and notes of quality in the words of the report.

Here: wording that follows rules. Not here: which figure stands where (the chapters).
"""

import re
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from babel.dates import format_date

from orchestration.figure import NARROW_SPACE, number, rounded, shifted

NONE = "–"
"""Printed where there is no value."""

_QUALITIES = (
    (
        r"withheld: fewer than (\d+) persons .*",
        (
            r"Visas inte av integritetsskäl: gruppen har färre än \1 anställda, eller skulle"
            " röja en sådan grupp."
        ),
    ),
    (
        r"withheld: fewer than (\d+) patients .*",
        (
            r"Visas inte av integritetsskäl: uppgiften avser färre än \1 patienter, eller skulle"
            " röja en sådan uppgift."
        ),
    ),
    (
        r"not delivered: .*",
        "Underlag saknas för minst en av mätperiodens månader; värdet är okänt, inte noll.",
    ),
    (r"nothing to measure .*", "Inget att mäta under mätperioden."),
    (
        r"units on the scheduling system (\w+) report (\d+)-(\d+) % too low",
        r"Felmarginal: enheter i schemasystemet \1 rapporterar ca \2–\3 % för låg sjukfrånvaro.",
    ),
    (
        r"assumes a grant that is not yet decided",
        "Räknar med ett tillskott som ännu inte är beslutat.",
    ),
    (r"not yet decided", "Ännu inte beslutat."),
    (
        r"assumes a carry-over that is not yet decided",
        "Räknar med en överföring som är begärd men ännu inte beslutad.",
    ),
    (
        r"leaves out effects that are unknown",
        "Omfattar bara de kända effekterna; de som anges som Oklar ingår inte.",
    ),
    (
        r"computed from the bookings, not the administration's own forecast",
        "Beräknat ur bokföringen; inte förvaltningens egen prognos.",
    ),
    (r"no interval: too few back-tests", "Inget intervall: för få prövade månader bakåt."),
    (
        r"no proposal: fewer than twelve months are booked",
        "Inget förslag: färre än tolv månader är bokförda.",
    ),
)


class UnknownQuality(Exception):
    """The marts have a note of quality that the report has no Swedish words for."""


def quality_notes(quality: str | None) -> tuple[str, ...]:
    """What the marts say of a value, in Swedish.

    Raises:
        UnknownQuality: a text has no words here. Nothing that must be known is left out.
    """
    return tuple(_in_swedish(text) for text in (quality or "").split("; ") if text)


def _in_swedish(text: str) -> str:
    for pattern, words in _QUALITIES:
        if re.fullmatch(pattern, text):
            return re.sub(pattern, words, text)
    raise UnknownQuality(f"'{text}' has no Swedish words in orchestration/report/wording.py.")


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


def about(value: Decimal, decimals: int) -> str:
    """The word that tells how a value lies to its rounded size: knappt, drygt, or none."""
    shown = abs(rounded(value, decimals))
    if abs(value) == shown:
        return ""
    return "knappt " if abs(value) < shown else "drygt "


def over_tens(value: Decimal) -> str:
    """A share by the tens that it is above: 83,5 as över 80 %."""
    tens = (value / 10).to_integral_value(ROUND_FLOOR) * 10
    word = "över " if value > tens else ""
    return f"{word}{number(tens, 0)}{NARROW_SPACE}%"


def listed(items: list[str]) -> str:
    """Words with commas between, och before the last."""
    return f"{', '.join(items[:-1])} och {items[-1]}" if len(items) > 1 else "".join(items)


def lower(text: str) -> str:
    """The text with a small first letter, for the middle of a sentence."""
    return text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
