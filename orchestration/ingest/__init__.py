"""Takes in what the source systems deliver: recognised, held against its contract, registered.

Reads `raw/`, writes the schemas raw, quarantine and deliveries of the build database. What the
rows mean belongs in the dbt project.
"""

from orchestration.ingest.arrivals import LandingZone, Overdue, find_overdue, look_at
from orchestration.ingest.build import EVERYTHING, Unbuilt, begin_build, finish_build, whole_build
from orchestration.ingest.delivery import DeliveryOutcome, find_unclaimed
from orchestration.ingest.intake import ingest_extract
from orchestration.ingest.lake import write_lake
from orchestration.ingest.pseudonym import KeyUnusableError, Pseudonymiser, load_pseudonymiser
from orchestration.ingest.summary import render_outcomes
from orchestration.ingest.warehouse import open_build_database, prepare_warehouse

__all__ = [
    "EVERYTHING",
    "DeliveryOutcome",
    "KeyUnusableError",
    "LandingZone",
    "Overdue",
    "Pseudonymiser",
    "Unbuilt",
    "begin_build",
    "find_overdue",
    "find_unclaimed",
    "finish_build",
    "ingest_extract",
    "load_pseudonymiser",
    "look_at",
    "open_build_database",
    "prepare_warehouse",
    "render_outcomes",
    "whole_build",
    "write_lake",
]
