"""What the marts say of a value, in Swedish."""

import re
from pathlib import Path

import pytest

from orchestration.quality import in_swedish

_PAGE = Path(__file__).parents[2] / "warehouse" / "README.md"
QUALITIES_OF_THE_MARTS = re.findall(
    r"^\| `([^`]+)` \|", _PAGE.read_text("utf-8").split("### `quality`")[1].split("##")[0], re.M
)


@pytest.mark.parametrize(
    ("quality", "words"),
    [
        (None, ()),
        (
            (
                "withheld: fewer than 11 persons would be shown or given away; units on the"
                " scheduling system Tessa report 20-30 % too low"
            ),
            (
                (
                    "Visas inte av integritetsskäl: gruppen har färre än 11 anställda, eller skulle"
                    " röja en sådan grupp."
                ),
                (
                    "Felmarginal: enheter i schemasystemet Tessa rapporterar ca 20–30 % för låg"
                    " sjukfrånvaro."
                ),
            ),
        ),
        ("not yet decided", ("Ännu inte beslutat.",)),
    ],
)
def test_notes_of_quality_are_in_swedish(quality: str | None, words: tuple[str, ...]) -> None:
    assert in_swedish(quality) == words


def test_a_text_of_another_region_is_shown_as_it_is() -> None:
    assert in_swedish("not yet decided; ward clocks run late") == (
        "Ännu inte beslutat.",
        "ward clocks run late",
    )


@pytest.mark.parametrize("quality", sorted(QUALITIES_OF_THE_MARTS))
def test_every_text_that_the_page_on_the_warehouse_explains_has_its_words(quality: str) -> None:
    assert in_swedish(quality.replace(" n ", " 11 ")) != (quality,)
