"""The engine that dbt builds on: DuckDB, or Apache Spark where one machine is no longer enough.

Here: which one it is, for the whole process: the variable FOLLOWUP_ENGINE, which dbt's profile
reads, too. Not here: what an engine needs (`orchestration.spark`).
"""

import os

DUCKDB = "duckdb"
SPARK = "spark"


class UnknownEngine(Exception):
    """FOLLOWUP_ENGINE names none of the engines."""


def engine() -> str:
    """The name of the engine, which is that of a target in the dbt profile.

    Raises:
        UnknownEngine: there is no such engine.
    """
    named = os.environ.get("FOLLOWUP_ENGINE", DUCKDB)
    if named not in (DUCKDB, SPARK):
        raise UnknownEngine(f"FOLLOWUP_ENGINE is {named}; the engines are {DUCKDB} and {SPARK}.")
    return named
