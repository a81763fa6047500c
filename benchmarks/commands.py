"""The commands that are measured, as argument lists for the root of a repository.

Here: how each is called. Not here: what is made of its time (`scale`).
"""

import sys
from pathlib import Path

_ENVIRONMENT = Path(sys.executable).parent
_PEERS = _ENVIRONMENT.parents[1] / ".venv-bench" / "bin" / "python"

Command = list[str | Path]

NIGHTLY: Command = [sys.executable, "-m", "orchestration.run"]
BARE: Command = [sys.executable, "-m", "benchmarks.bare"]


DBT_BUILD: Command = [
    _ENVIRONMENT / "dbt",
    "build",
    "--full-refresh",
    "--exclude-resource-type=unit_test",
    "--project-dir=dbt_project",
    "--profiles-dir=dbt_project",
]
"""The command dbt as a run calls it, for everything built anew.

It is told its database by the variable FOLLOWUP_BUILD_DATABASE.
"""

DBT_FINANCE: Command = [
    *DBT_BUILD,
    "--exclude-resource-type=test",
    "--select=+path:models/marts/finance",
]
"""The same for the models of `sqlmesh_finance`: no data tests, as there."""


def floor(raw: Path, manifest: Path, database: Path) -> Command:
    """The same marts by one SQL script."""
    return [
        *(sys.executable, "-m", "benchmarks.floor"),
        *("--raw", raw, "--manifest", manifest, "--output", database),
    ]


def pandas_script(raw: Path, database: Path) -> Command:
    """The marts by a script in pandas, into a new database."""
    return [sys.executable, "-m", "benchmarks.peers.pandas_script", raw, database]


def dlt_load(raw: Path, database: Path) -> Command:
    """The raw tables loaded by dlt into a new database, for dbt to build from."""
    return [_PEERS, "-m", "benchmarks.peers.dlt_load", raw, database]


def sqlmesh_finance(database: Path) -> Command:
    """The marts of finance by SQLMesh, in a database with loaded extracts and nothing built."""
    return [_PEERS, "-m", "benchmarks.peers.sqlmesh_finance", database]
