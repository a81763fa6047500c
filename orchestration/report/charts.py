"""The charts of the report: lines and bars by month, each with its numbers as a table.

Here: what a chart looks like. Series differ by dash and by the shape of their points, not by colour
alone. Not here: which series are drawn (the chapters), and drawing them (`drawing`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import TypeVar

import altair as alt

from orchestration.figure import FigureKey
from orchestration.report.document import Chart, Table
from orchestration.report.figures import Figures
from orchestration.report.wording import lower, month_name, month_short

# Each has a contrast of at least 4.5 to 1 against white.
_COLOURS = ["#0b4f8a", "#a3400f", "#1b6b3a", "#6a3d9a", "#6b5400", "#444444", "#a01a58"]
_DASHES = [[1, 0], [8, 3], [2, 2], [10, 3, 2, 3], [5, 5], [1, 3]]
_SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]
_WIDTH, _HEIGHT = 620, 240

_Look = TypeVar("_Look")


@dataclass(frozen=True)
class Series:
    """A line or a set of bars: its name in the legend, and the key of its value in any month."""

    name: str
    key: FigureKey


@dataclass(frozen=True)
class Drawn:
    """How a chart is drawn: the words of its axis, decimals and unit, and whether with bars."""

    axis: str
    decimals: int
    unit: str | None = None
    bars: bool = False


def by_month(
    figures: Figures,
    title: str,
    series: Sequence[Series],
    months: Sequence[str],
    drawn: Drawn,
) -> Chart:
    """A line for each series, or a bar for each month and series, side by side."""
    printed = {
        (line.name, month): figures.figure(
            replace(line.key, period=month), drawn.decimals, drawn.unit, bare=True
        )
        for line in series
        for month in months
    }
    several_years = len({month[:4] for month in months}) > 1
    labels = {
        month: f"{month_short(month)} {month[2:4]}" if several_years else month_short(month)
        for month in months
    }
    values = [
        {"Månad": labels[month], "Serie": name, "Värde": float(figure.value)}
        for (name, month), figure in printed.items()
        if figure.value is not None
    ]
    names = [line.name for line in series]
    kinds = len(names)
    legend = (
        alt.Legend(orient="bottom", title=None, columns=2, columnPadding=36, labelLimit=400)
        if kinds > 1
        else None
    )
    x = alt.X("Månad:O", sort=list(labels.values()), title=None, axis=alt.Axis(labelAngle=0))
    y = alt.Y("Värde:Q", title=drawn.axis, scale=alt.Scale(zero=drawn.bars))
    colour = alt.Color(
        "Serie:N",
        sort=names,
        scale=alt.Scale(domain=names, range=_of(_COLOURS, kinds)),
        legend=legend,
    )
    chart = alt.Chart(alt.Data(values=values))
    if drawn.bars:
        encoded = chart.mark_bar(
            stroke="#222222", strokeWidth=0.5, width=alt.RelativeBandSize(0.9)
        ).encode(
            x=x,
            y=y,
            xOffset=alt.XOffset("Serie:N", sort=names),
            color=colour,
        )
    else:
        encoded = chart.mark_line(point=alt.OverlayMarkDef(size=45, filled=True)).encode(
            x=x,
            y=y,
            color=colour,
            strokeDash=alt.StrokeDash(
                "Serie:N",
                sort=names,
                scale=alt.Scale(domain=names, range=_of(_DASHES, kinds)),
                legend=legend,
            ),
            shape=alt.Shape(
                "Serie:N",
                sort=names,
                scale=alt.Scale(domain=names, range=_of(_SHAPES, kinds)),
                legend=legend,
            ),
        )
    specification = encoded.properties(width=_WIDTH, height=_HEIGHT).to_dict()
    first, last = month_name(months[0]), month_name(months[-1])
    kind = "Stapeldiagram" if drawn.bars else "Linjediagram"
    return Chart(
        title=title,
        description=f"{kind}: {lower(title)}, {first} till {last}: {', '.join(names)}."
        " Talen står i tabellen efter diagrammet.",
        specification=specification,
        table=Table(
            caption=f"Diagrammets tal ({drawn.axis})",
            header=("Månad", *names),
            rows=tuple(
                (labels[month], *(printed[name, month] for name in names)) for month in months
            ),
        ),
    )


def _of(looks: Sequence[_Look], kinds: int) -> list[_Look]:
    """A look for each series; there are more colours than shapes, so that no two look the same."""
    return list(islice(cycle(looks), kinds))
