"""Takes in what the source systems deliver: recognised, held against its contract, registered.

Reads `raw/`, writes the schemas raw, quarantine and deliveries of the build database. What the
rows mean belongs in the dbt project.
"""

from orchestration.ingest.delivery import DeliveryOutcome, find_unclaimed
from orchestration.ingest.intake import ingest_extract
from orchestration.ingest.pseudonym import KeyUnusableError, Pseudonymiser, load_pseudonymiser
from orchestration.ingest.summary import render_outcomes
from orchestration.ingest.warehouse import prepare_warehouse

__all__ = [
    "DeliveryOutcome",
    "KeyUnusableError",
    "Pseudonymiser",
    "find_unclaimed",
    "ingest_extract",
    "load_pseudonymiser",
    "prepare_warehouse",
    "render_outcomes",
]
