"""The reading benchmark over a region after its first run: that it measures, not what.

Not here: what readers must see while publications go on (`test_publication_readers`).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from benchmarks import reading
from benchmarks.reading import NoAnswer, load_questions, measure_reading

QUESTIONS = load_questions()


@pytest.fixture(scope="module")
def published(region_after_first_run: Path) -> Path:
    return region_after_first_run / "warehouse" / "marts.duckdb"


@pytest.fixture(scope="module")
def marts(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(published, read_only=True) as connection:
        connection.execute("use marts.marts")
        yield connection


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_an_answer(marts: duckdb.DuckDBPyConnection, name: str) -> None:
    assert marts.execute(QUESTIONS[name]).fetchall()


def test_readers_are_measured_while_publications_go_on(published: Path, tmp_path: Path) -> None:
    shutil.copytree(published.parent, tmp_path / "warehouse", symlinks=True)

    measured = measure_reading(
        tmp_path / "warehouse" / published.name, readers=2, seconds=2, publishing=True
    )

    assert measured.readers == 2
    assert measured.publications
    assert measured.by_question.keys() <= QUESTIONS.keys()
    assert measured.queries >= 2
    assert measured.answering.median_ms <= measured.answering.p99_ms <= measured.answering.max_ms


def test_a_question_without_an_answer_is_an_error(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "load_questions", lambda: {"nothing": "from kpi where false"})
    with pytest.raises(NoAnswer, match="nothing has no rows"):
        measure_reading(published, readers=1, seconds=1, publishing=False)
