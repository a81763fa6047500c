"""The questions that the reading benchmark asks, as they stand in their files, and its figures.

Not here: the answers (`tests/integration/test_reading.py`).
"""

import re
from collections.abc import Sequence

import duckdb
import pytest

from benchmarks.reading import Waiting, load_questions, waiting

QUESTIONS = load_questions()


def test_there_are_twenty_questions() -> None:
    assert [name[:3] for name in QUESTIONS] == [f"{number:02}_" for number in range(1, 21)]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_file_asks_one_question_in_both_languages(name: str) -> None:
    swedish, english, *statement = QUESTIONS[name].splitlines()
    for question in (swedish, english):
        assert re.fullmatch(r"-- [A-ZÅÄÖ].+\?", question)
    assert not any(line.startswith("--") for line in statement)
    (parsed,) = duckdb.extract_statements(QUESTIONS[name])
    assert parsed.type == duckdb.StatementType.SELECT


@pytest.mark.parametrize(
    ("milliseconds", "summed_up"),
    [
        (range(101), Waiting(50.0, 99.0, 100.0)),
        ([3.0, 1.0], Waiting(2.0, 2.98, 3.0)),
        ([4.0], Waiting(4.0, 4.0, 4.0)),
    ],
)
def test_a_percentile_lies_between_the_times_next_to_it(
    milliseconds: Sequence[float], summed_up: Waiting
) -> None:
    assert waiting(milliseconds) == summed_up
