"""The commands that are measured, as argument lists for the root of a repository."""

import sys
from pathlib import Path

_ENVIRONMENT = Path(sys.executable).parent

NIGHTLY = [sys.executable, "-m", "orchestration.run"]
BARE = [sys.executable, "-m", "benchmarks.bare"]
DBT_BUILD = [
    str(_ENVIRONMENT / "dbt"),
    "build",
    "--exclude-resource-type=unit_test",
    "--project-dir=dbt_project",
    "--profiles-dir=dbt_project",
]
