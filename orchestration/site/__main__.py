"""`python -m orchestration.site`: make the start page from the published marts.

Here: the command. Not here: what the site consists of (`place`, `pages`, `figures`).
"""

import sys
import time
from decimal import Decimal
from pathlib import Path

import click

from orchestration.figure import number
from orchestration.marts import NoMarts, published_marts
from orchestration.site.place import site_in_place

_PUBLISHED = Path(__file__).parents[2] / "warehouse" / "marts.duckdb"
_MEGABYTE = 1_000_000


@click.command(name="site")
@click.option(
    "--database",
    type=click.Path(path_type=Path),
    default=_PUBLISHED,
    help="De publicerade tabellerna. Startsidan läggs i site/ bredvid dem.",
)
def main(database: Path) -> None:
    """Gör startsidan av de publicerade tabellerna."""
    begun = time.monotonic()
    try:
        with published_marts(database) as marts:
            site = site_in_place(marts, database.with_name("site"))
    except NoMarts as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    sizes = [file.stat().st_size for file in site.rglob("*") if file.is_file()]
    megabytes, seconds = Decimal(sum(sizes)) / _MEGABYTE, Decimal(time.monotonic() - begun)
    print(
        f"{database.with_name('site')}: {number(Decimal(len(sizes)), 0)} filer,"
        f" {number(megabytes, 1)} MB, på {number(seconds, 1)} s"
    )


if __name__ == "__main__":
    main(prog_name="site")
