"""The report as one HTML file that needs nothing beside it: for the screen, the phone and print.

Here: what the template is given. Not here: how it looks (`report.html.j2`).
"""

import base64
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.report import drawing
from orchestration.report.document import (
    Bullets,
    Chart,
    Figure,
    Notice,
    Paragraph,
    Report,
    Strong,
    Table,
    notes,
)

_HERE = Path(__file__).parent


def write_html(report: Report, file: Path) -> None:
    """Write the report as HTML; the same report gives the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["notes"] = notes
    environment.globals["picture"] = _picture
    for kind in (Bullets, Chart, Figure, Notice, Paragraph, Strong, Table):
        environment.tests[kind.__name__.lower()] = lambda part, kind=kind: isinstance(part, kind)
    page = environment.get_template("report.html.j2").render(report=report)
    file.write_text(page, encoding="utf-8")


def _picture(chart: Chart) -> str:
    """The chart as an address that holds the picture itself."""
    drawn = base64.b64encode(drawing.svg(chart).encode()).decode()
    return f"data:image/svg+xml;base64,{drawn}"
