"""What stands on every page before any script runs."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.marts import Marts
from orchestration.site.pages import write_pages

PAGES = ("index.html", "figure.html")


def pages_of(directory: Path, *, synthetic: bool) -> list[str]:
    connection = duckdb.connect()
    connection.execute(
        "create table publication as from (values"
        " ('2024-01-02T000000.000Z', $before, 'old', not $synthetic),"
        " ('2024-03-01T000000.000Z', $newest, 'abc', $synthetic))"
        " as publication (publication_id, published_at, code_version, is_synthetic)",
        {
            "before": datetime(2024, 1, 2, tzinfo=UTC),
            "newest": datetime(2024, 3, 1, 2, 15, tzinfo=UTC),
            "synthetic": synthetic,
        },
    )
    assert write_pages(Marts(connection, ""), directory) == "2024-03-01T000000.000Z"
    return [(directory / page).read_text("utf-8") for page in PAGES]


@pytest.mark.parametrize("synthetic", [True, False])
def test_every_page_says_whether_its_data_are_synthetic(tmp_path: Path, *, synthetic: bool) -> None:
    for page in pages_of(tmp_path, synthetic=synthetic):
        assert ("Exempeldata är syntetiska." in page) is synthetic


def test_every_page_says_what_it_shows_and_what_it_needs(tmp_path: Path) -> None:
    for page in pages_of(tmp_path, synthetic=True):
        assert '<html lang="sv" data-publication="2024-03-01T000000.000Z">' in page
        assert "2024-03-01 03:15" in page
        assert "<noscript>" in page


def test_no_file_of_the_pages_fetches_from_elsewhere(tmp_path: Path) -> None:
    pages_of(tmp_path, synthetic=True)
    files = list(tmp_path.iterdir())

    assert len(files) > 10
    for file in files:
        # The name of SVG is not an address that is fetched.
        text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text, file.name
