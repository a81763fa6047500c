"""The pages of the site, and what a browser needs to show them.

Here: copying `browser/` into the site, and what must stand on a page before any script runs: which
publication it shows, and whether its data are synthetic.
Not here: the figures (`figures`).
"""

import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.marts import Marts

_BROWSER = Path(__file__).with_name("browser")
_SWEDEN = ZoneInfo("Europe/Stockholm")
_LAYOUT = "layout.html"


def write_pages(marts: Marts, site: Path) -> str:
    """Write the pages of the newest publication, and return its name."""
    (publication,) = marts.rows("from publication order by publication_id desc limit 1")
    environment = Environment(
        loader=FileSystemLoader(_BROWSER), autoescape=True, undefined=StrictUndefined
    )
    for file in _BROWSER.iterdir():
        if file.suffix != ".html":
            shutil.copyfile(file, site / file.name)
        elif file.name != _LAYOUT:
            page = environment.get_template(file.name).render(
                publication_id=publication["publication_id"],
                published_at=f"{publication['published_at'].astimezone(_SWEDEN):%Y-%m-%d %H:%M}",
                code_version=publication["code_version"],
                is_synthetic=publication["is_synthetic"],
            )
            (site / file.name).write_text(page, "utf-8")
    return str(publication["publication_id"])
