"""Putting a site in place, whole.

    <warehouse>/site             a link to the site that readers see
    <warehouse>/.site/<name>/    that site, and the next one while it is written

Here: writing a site beside the present one, and the one rename that switches over.
Not here: what is in it (`pages`, `figures`).
"""

import shutil
import tempfile
from pathlib import Path

from orchestration.locking import one_process_at_a_time
from orchestration.marts import Marts
from orchestration.site.figures import write_figures
from orchestration.site.pages import write_pages

_READABLE = 0o755


def site_in_place(marts: Marts, link: Path) -> Path:
    """Write the site, have `link` lead to it, and remove what it led to before.

    A reader sees the old site or the new one. Killed at any moment, it leaves the old one, and what
    it had written to the next that comes.

    Returns:
        The directory of the site.
    """
    directory = link.with_name(f".{link.name}")
    with one_process_at_a_time(directory / "lock"):
        site = Path(tempfile.mkdtemp(dir=directory))
        site.chmod(_READABLE)
        publication = write_pages(marts, site)
        # Under the name of its publication, so that a page that is open while the site is switched
        # never mixes two publications: what it asks for next is gone, and it says so.
        write_figures(marts, site / "data" / publication)
        _switch(link, site)
        for other in directory.iterdir():
            if other.is_dir() and other != site:
                shutil.rmtree(other)
    return site


def _switch(link: Path, site: Path) -> None:
    new_link = link.with_name(f".{link.name}.next")
    new_link.unlink(missing_ok=True)
    new_link.symlink_to(site.relative_to(link.parent))
    new_link.replace(link)
