"""The published figures, judged a second time.

Here: reading the print and deciding whether a computed value agrees with it, as the qualifiers say.
Not here: computing values (`marts`).
"""

from fractions import Fraction

from tests.oracle.mart import Key, Rows
from tests.oracle.structure import RESULT, months_between, seed

ORE_PER_UNIT = {"tkr": 100_000, "mnkr": 100_000_000}


def published_figures() -> list[dict[str, str]]:
    """Every figure of the documents."""
    return seed("published_figure")


def points_of(figure: dict[str, str]) -> list[Key]:
    """The keys of a figure in the table of measures: one, or all points of a chart."""
    if figure["kind"] != "chart":
        where = (figure["measure"], figure["organisation"], figure["subject"] or RESULT)
        return [(*where, figure["period"], figure["window"])]
    return [
        (line["measure"], line["organisation_code"], line["subject"], month, line["window"])
        for line in seed("published_chart")
        if line["figure_id"] == figure["figure_id"]
        for month in months_between(line["first_period"], line["last_period"])
    ]


def computed_value(figure: dict[str, str], kpi: Rows) -> Fraction | None:
    """What the table of measures has for a figure, in the printed unit; None where it has nothing.

    A chart has as many values as its lines have points: their number, if all are there.
    """
    points = points_of(figure)
    if figure["kind"] == "chart":
        return Fraction(len(points)) if points and all(key in kpi for key in points) else None
    value = kpi[points[0]][0] if points[0] in kpi else None
    if value is None:
        return None
    assert isinstance(value, int | Fraction), f"{figure['figure_id']}: {value!r} is no number"
    return Fraction(value) / ORE_PER_UNIT.get(figure["unit"], 1)


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
