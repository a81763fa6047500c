"""A chart as a picture.

Here: the one place where Vega-Lite is drawn, with Swedish numbers and dates and a font that is
there wherever the picture is seen.
Not here: what a chart shows (`document.Chart`), and where the picture stands.
"""

import json
from functools import lru_cache

import vl_convert

from orchestration.report.document import Chart

FONT = "Liberation Sans, Arial, Libertinus Serif, sans-serif"
"""The font that vl_convert brings, by which it measures; a browser's of the same widths; the
narrower one that Typst brings for the PDF.

A text is not drawn at all where none of its fonts is there.
"""

PNG_SCALE = 3
"""Pixels of a PNG for each of the chart's: enough for print."""


def svg(chart: Chart) -> str:
    """The chart as SVG, whose texts are text."""
    return _svg(_with_font(chart))


# Two formats of a report show the same pictures.
@lru_cache(maxsize=64)
def _svg(specification: str) -> str:
    return vl_convert.vegalite_to_svg(
        specification,
        format_locale="sv-SE",
        time_format_locale="sv-SE",
        allowed_base_urls=[],
    )


def png(chart: Chart) -> bytes:
    """The chart as PNG."""
    return vl_convert.vegalite_to_png(
        _with_font(chart),
        scale=PNG_SCALE,
        format_locale="sv-SE",
        time_format_locale="sv-SE",
        allowed_base_urls=[],
    )


def _with_font(chart: Chart) -> str:
    config = {**chart.specification.get("config", {}), "font": FONT}
    return json.dumps({**chart.specification, "config": config})
