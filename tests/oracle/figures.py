"""The published figures, judged a second time.

Here: reading the print and deciding whether a computed value agrees with it, as the qualifiers say.
Not here: computing values (`marts`).
"""

import csv
from fractions import Fraction

from tests.oracle.marts import Rows
from tests.oracle.structure import RESULT, SEEDS, months_between

ORE_PER_UNIT = {"tkr": 100_000, "mnkr": 100_000_000}


def published_figures() -> list[dict[str, str]]:
    """The figures of the domains that are built; targets are reference data and left out."""
    not_built = {row["figure_id"] for row in _seed("pending_figure")}
    return [
        row
        for row in _seed("published_figure")
        if row["figure_id"] not in not_built and row["kind"] != "target"
    ]


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def computed_value(figure: dict[str, str], kpi: Rows) -> Fraction | None:
    """What the table of measures has for a figure, in the printed unit; None where it has nothing.

    A chart has as many values as months until the one it ends in: their number, if all are there.
    """
    if figure["kind"] == "chart":
        months = months_between(f"{figure['period'][:4]}-01", figure["period"])
        keys = [_key(figure, month, "month") for month in months]
        return Fraction(len(keys)) if all(key in kpi for key in keys) else None
    row = kpi.get(_key(figure, figure["period"], figure["window"]))
    if row is None:
        return None
    value = row[0]
    assert isinstance(value, int | Fraction), f"{figure['figure_id']}: {value!r} is no number"
    return Fraction(value) / ORE_PER_UNIT.get(figure["unit"], 1)


def _key(figure: dict[str, str], period: str, window: str) -> tuple[str, ...]:
    subject = figure["subject"] or RESULT
    return figure["measure"], figure["organisation"], subject, period, window


def agrees(figure: dict[str, str], computed: Fraction | None) -> bool:
    """Whether a value in the printed unit agrees with a figure, as its qualifier says."""
    if figure["kind"] == "absent" or computed is None:
        return (figure["kind"] == "absent") == (computed is None)
    if figure["kind"] == "chart":
        return True
    published = Fraction(figure["value"])
    place = Fraction(1, 10 ** int(figure["decimals"]))
    distance = abs(computed - published)
    match figure["qualifier"]:
        case "exact":
            return rounded_half_away(computed, place) == published
        case "approx":
            return distance <= place
        case "just_under":
            return abs(computed) < abs(published) and distance <= place
        case "over":
            return computed > published
        case "range_20_30":
            return 20 <= computed <= 30
    raise ValueError(f"{figure['figure_id']}: unknown qualifier {figure['qualifier']!r}")


def rounded_half_away(value: Fraction, place: Fraction) -> Fraction:
    """A value rounded to a multiple of `place`, halves away from zero."""
    places = (abs(value) / place + Fraction(1, 2)).__floor__()
    return places * place if value >= 0 else -places * place
