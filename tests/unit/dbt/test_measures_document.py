"""docs/measures.md says what the docs blocks of the dbt project say.

Here: the page. Not here: that no label of a docs block is missing (`test_measure_labels`).
"""

import json
from typing import Any

import pytest

from docs.make_measures import DOCUMENT, render
from orchestration.defs.manifest import current_manifest, default_project
from orchestration.defs.resources import REPOSITORY

META = {"measure": "share", "name_sv": "Andel", "unit": "percent", "source_system": "care"}
BLOCK = "What it means.\n\nNumerator: Those: in time.\n\nDefinition (sv): Vad det betyder."


def manifest_of(on_model: str, on_column: str) -> dict[str, Any]:
    """A model that declares the measure, or whose only column does, with these descriptions."""
    return {
        "nodes": {
            "model.share": {
                "schema": "marts",
                "alias": "share",
                "description": on_model,
                "config": {"meta": META if on_model else {}},
                "columns": {
                    "value": {
                        "name": "value",
                        "description": on_column,
                        "config": {"meta": META if on_column else {}},
                    }
                },
            }
        }
    }


def test_measures_document_is_made_from_the_docs_blocks() -> None:
    manifest = json.loads(current_manifest(default_project()).read_text("utf-8"))

    assert (REPOSITORY / DOCUMENT).read_text("utf-8") == render(manifest), (
        "run `python docs/make_measures.py`"
    )


@pytest.mark.parametrize(
    ("on_model", "on_column", "computed_in"),
    [("", BLOCK, "marts.share.value"), (f"The mart. One row a day.\n\n{BLOCK}", "", "marts.share")],
    ids=["a column", "a model"],
)
def test_a_measure_is_shown_in_both_languages(
    on_model: str, on_column: str, computed_in: str
) -> None:
    page = render(manifest_of(on_model, on_column))

    assert page.endswith(
        "## share\n\n"
        f"*Andel*, in percent. Computed in `{computed_in}` from care.\n\n"
        "What it means.\n\n"
        "- **Numerator**: Those: in time.\n\nPå svenska:\n\n"
        "- **Definition (sv)**: Vad det betyder.\n"
    )


def test_a_docs_block_in_another_form_is_named() -> None:
    with pytest.raises(ValueError, match="measure share must have three paragraphs"):
        render(manifest_of("", "What it means."))
