"""Where the figures of every benchmark are kept, and on what machine they were measured.

Not here: measuring, and what the figures say.
"""

import os
import platform
from collections.abc import Mapping
from importlib.metadata import version

from benchmarks.project import REPOSITORY

RESULTS = REPOSITORY / "benchmarks" / "results"


def machine() -> Mapping[str, object]:
    """Where something was measured, and by which versions."""
    return {
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        **{name: version(name) for name in ("dagster", "dbt-core", "dbt-duckdb", "duckdb")},
    }
