"""`make report`: the monthly report of one organisation, or of every administration.

Here: the command. Not here: making it (`make`).
"""

import sys
import time
from pathlib import Path

import click

from orchestration.marts import NoMarts, published_marts
from orchestration.report.make import NoSuchReport, make_reports
from orchestration.report.own_words import NotUnderstood

WAREHOUSE = Path(__file__).parents[2] / "warehouse"


@click.command(name="report")
@click.option("--organisation", help="Organisationens kod. Utan den: varje förvaltning.")
@click.option("--month", help="Månad, ÅÅÅÅ-MM. Utan den: den senast bokförda.")
def main(organisation: str | None, month: str | None) -> None:
    """Gör månadsrapporten som HTML, PDF, Word och Excel, ur de publicerade tabellerna."""
    try:
        with published_marts(WAREHOUSE / "marts.duckdb") as marts:
            started = time.monotonic()
            for made in make_reports(marts, organisation, month, WAREHOUSE / "reports"):
                seconds = time.monotonic() - started
                started += seconds
                print(f"{made.report.title}, {made.report.subtitle.lower()}, på {seconds:.1f} s:")
                for file in made.files.values():
                    print(f"  {file}")
                if made.report.statement:
                    print(f"  {made.report.statement}")
    except (NoMarts, NoSuchReport, NotUnderstood) as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main(prog_name="report")
