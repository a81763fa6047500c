"""A site is switched over whole."""

from pathlib import Path

import duckdb
import pytest

from orchestration.marts import Marts
from orchestration.site import place
from orchestration.site.place import site_in_place


@pytest.fixture
def marts() -> Marts:
    return Marts(duckdb.connect(), "select 1")


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    def write_pages(_marts: Marts, site: Path) -> str:
        (site / "index.html").write_text(site.name)
        return "the publication"

    monkeypatch.setattr(place, "write_pages", write_pages)
    monkeypatch.setattr(
        place, "write_figures", lambda _marts, directory: directory.mkdir(parents=True)
    )


def test_the_link_leads_to_the_new_site_and_the_old_one_is_gone(
    marts: Marts, tmp_path: Path
) -> None:
    link = tmp_path / "site"
    first = site_in_place(marts, link)
    second = site_in_place(marts, link)

    assert (link / "index.html").read_text() == second.name
    assert (link / "data" / "the publication").is_dir()
    assert not first.exists()


def test_the_old_site_stays_where_the_new_one_fails(
    marts: Marts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "site"
    first = site_in_place(marts, link)

    def fail(_marts: Marts, _directory: Path) -> None:
        raise OSError("no space")

    with monkeypatch.context() as broken:
        broken.setattr(place, "write_figures", fail)
        with pytest.raises(OSError, match="no space"):
            site_in_place(marts, link)
    assert (link / "index.html").read_text() == first.name

    # What the failed one left is removed by the next.
    site_in_place(marts, link)
    assert len([left for left in link.resolve().parent.iterdir() if left.is_dir()]) == 1
