"""Writes raw/README.md from the contracts: `python -m orchestration.contracts`."""

from pathlib import Path

from orchestration.contracts.landing_zone import render_landing_zone
from orchestration.contracts.reading import load_contracts

README = Path(__file__).parents[2] / "raw" / "README.md"

if __name__ == "__main__":
    README.write_text(render_landing_zone(load_contracts()), encoding="utf-8")
