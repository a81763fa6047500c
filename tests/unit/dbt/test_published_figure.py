"""The seed of published figures is the transcription, unchanged.

Its keys may get better names; what is printed may not change, and no figure may be lost.
"""

import csv
import hashlib
from pathlib import Path

PRINTED = ("figure_id", "value", "unit", "decimals", "kind", "qualifier")
DIGEST = (
    "684b5a031b0784a16db8b5c2929a956ca362074131b1ea87931fbe81a7836297"  # pragma: allowlist secret
)


def test_nothing_that_is_printed_changed(repository: Path) -> None:
    seed = repository / "dbt_project" / "seeds" / "published_figure.csv"
    with seed.open(encoding="utf-8", newline="") as file:
        printed = sorted("|".join(row[name] for name in PRINTED) for row in csv.DictReader(file))

    assert len(printed) == 198
    assert hashlib.sha256("\n".join(printed).encode()).hexdigest() == DIGEST
