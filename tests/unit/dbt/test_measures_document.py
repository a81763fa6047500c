"""docs/measures.md says what the docs blocks of the dbt project say."""

import json

from docs.make_measures import DOCUMENT, render
from orchestration.defs.manifest import current_manifest, default_project
from orchestration.defs.resources import REPOSITORY


def test_measures_document_is_made_from_the_docs_blocks() -> None:
    manifest = json.loads(current_manifest(default_project()).read_text("utf-8"))

    assert (REPOSITORY / DOCUMENT).read_text("utf-8") == render(manifest), (
        "run `python docs/make_measures.py`"
    )
