"""From a figure back to what it is made of: contributions, deliveries, voucher rows.

Here: what a value of `marts.kpi` adds up from, read from the published marts, or from the build
where a figure stopped its publication.
Not here: how any of it is computed (dbt), and Dagster.
"""

from orchestration.marts import Marts, NoMarts, build_marts, published_marts
from orchestration.trace.figure_asked_for import NotFound, figure_asked_for
from orchestration.trace.moved import Moved, moved_since
from orchestration.trace.parts import Part
from orchestration.trace.trace import DoesNotAddUp, Trace, names, trace, voucher_rows

__all__ = [
    "DoesNotAddUp",
    "Marts",
    "Moved",
    "NoMarts",
    "NotFound",
    "Part",
    "Trace",
    "build_marts",
    "figure_asked_for",
    "moved_since",
    "names",
    "published_marts",
    "trace",
    "voucher_rows",
]
