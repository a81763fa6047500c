"""A measure without its definition, in every part and both languages, fails the build.

Here: the macro that reads a docs block, run by Jinja alone, with stand-ins for what dbt gives it.
Not here: that the declared measures have values (`measure_is_computed`, a data test).
"""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import jinja2
import pytest

BLOCK = """\
Share of the calls
that are answered.

Numerator: Calls answered: at once or later.
Denominator: All calls.
Window: month.
Known faults: None known.
Reference: Report, 2.1.1.

Definition (sv): Andel besvarade samtal.
Täljare: Besvarade samtal.
Nämnare: Alla samtal.
Fönster: månad.
Kända fel: Inga kända.
Referens: Månadsrapporten, 2.1.1.
"""
ReadBlock = Callable[[str], dict[str, str]]
LABELLED = [line for line in BLOCK.splitlines() if ":" in line]


class Returned(Exception):
    """What a macro gives back: dbt's `return` leaves the macro at once."""

    def __init__(self, value: dict[str, str]) -> None:
        self.value = value


class CompilerError(Exception):
    """What dbt raises when a macro calls for it."""


class Exceptions:
    """The part of dbt's `exceptions` that the macros use."""

    @staticmethod
    def raise_compiler_error(message: str) -> NoReturn:
        raise CompilerError(message)


def give_back(value: dict[str, str]) -> NoReturn:
    """Stands in for dbt's `return`."""
    raise Returned(value)


@pytest.fixture(scope="module")
def read_block(repository: Path) -> ReadBlock:
    """What the macro reads in a description, by column of marts.measure."""
    text = (repository / "dbt_project" / "macros" / "measures.sql").read_text("utf-8")
    environment = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=True)
    environment.globals |= {"return": give_back, "exceptions": Exceptions}
    measure_texts = vars(environment.from_string(text).make_module())["measure_texts"]

    def read(description: str) -> dict[str, str]:
        try:
            measure_texts("calls_answered", description)
        except Returned as returned:
            return returned.value
        raise AssertionError("the macro returned nothing")

    return read


def test_every_part_of_a_block_has_its_column(read_block: ReadBlock) -> None:
    assert read_block(BLOCK) == {
        "definition": "Share of the calls that are answered.",
        "numerator": "Calls answered: at once or later.",
        "denominator": "All calls.",
        "window": "month.",
        "known_faults": "None known.",
        "reference": "Report, 2.1.1.",
        "definition_sv": "Andel besvarade samtal.",
        "numerator_sv": "Besvarade samtal.",
        "denominator_sv": "Alla samtal.",
        "window_sv": "månad.",
        "known_faults_sv": "Inga kända.",
        "reference_sv": "Månadsrapporten, 2.1.1.",
    }


def test_what_a_model_says_of_itself_is_no_part_of_the_definition(read_block: ReadBlock) -> None:
    assert read_block(f"Calls by clinic. One row a clinic.\n\n{BLOCK}") == read_block(BLOCK)


@pytest.mark.parametrize("line", LABELLED)
def test_a_missing_label_is_named_with_its_measure(read_block: ReadBlock, line: str) -> None:
    label = line.partition(":")[0]

    with pytest.raises(CompilerError) as error:
        read_block(BLOCK.replace(line, ""))

    assert f"calls_answered needs one line '{label}: …'" in str(error.value)


@pytest.mark.parametrize("line", LABELLED)
def test_a_label_without_words_is_missing(read_block: ReadBlock, line: str) -> None:
    label = line.partition(":")[0]

    with pytest.raises(CompilerError) as error:
        read_block(BLOCK.replace(line, f"{label}:"))

    assert f"calls_answered needs one line '{label}: …'" in str(error.value)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (BLOCK + "Referens: Igen.", "needs one line 'Referens: …' in its docs block"),
        (BLOCK + "wrapped words", "a line without a label: 'wrapped words'"),
        (BLOCK.partition("\n\n")[2], "calls_answered has no definition"),
        ("Share of the calls that are answered.", "needs one line 'Numerator: …'"),
    ],
    ids=["a label twice", "a wrapped line", "no definition", "a definition alone"],
)
def test_a_block_in_another_form_is_refused(
    read_block: ReadBlock, block: str, message: str
) -> None:
    with pytest.raises(CompilerError) as error:
        read_block(block)

    assert message in str(error.value)
