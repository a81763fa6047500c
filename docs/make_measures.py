"""Writes docs/measures.md from the manifest of the dbt project.

The words are the docs blocks in dbt_project/models/docs; nothing is defined here. That no label is
missing is held by dbt_project/macros/measures.sql.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

MANIFEST = Path("dbt_project/target/manifest.json")
DOCUMENT = Path("docs/measures.md")

_HEAD = """\
<!-- Made by `python docs/make_measures.py`. The words stand in dbt_project/models/docs. -->

# Measures

Each measure is defined once, where it is computed. `marts.measure` carries the same words to
whoever reads a number in `marts.kpi`. What is assumed stands in [assumptions.md](assumptions.md).
Report is the monthly report of Ambulans, diagnostik och hälsa for January and February 2024; slides
are those of Närsjukvården Halland on November.
"""


class Measure(NamedTuple):
    """A measure as its column or its model declares it."""

    name: str
    name_sv: str
    unit: str
    computed_in: str
    source_system: str
    description: str


def render(manifest: Mapping[str, Any]) -> str:
    """The whole document, measures in alphabetical order.

    Raises ValueError, naming the measure, where a docs block has not its three paragraphs.
    """
    return "\n".join([_HEAD, *(_entry(measure) for measure in sorted(_measures(manifest)))])


def _measures(manifest: Mapping[str, Any]) -> Iterator[Measure]:
    for model in manifest["nodes"].values():
        place = f"{model['schema']}.{model['alias']}"
        declaring = [(model, place)]
        declaring += [(column, f"{place}.{column['name']}") for column in model["columns"].values()]
        for node, computed_in in declaring:
            meta = node["config"].get("meta", {})
            if "measure" in meta:
                yield Measure(
                    name=meta["measure"],
                    name_sv=meta["name_sv"],
                    unit=meta["unit"],
                    computed_in=computed_in,
                    source_system=meta["source_system"],
                    description=node["description"],
                )


def _entry(measure: Measure) -> str:
    definition, english, swedish = _paragraphs(measure)
    return (
        f"## {measure.name}\n\n"
        f"*{measure.name_sv}*, in {measure.unit}. Computed in `{measure.computed_in}` from "
        f"{measure.source_system}.\n\n"
        f"{definition}\n\n{_list(english)}\n\nPå svenska:\n\n{_list(swedish)}\n"
    )


def _paragraphs(measure: Measure) -> list[str]:
    """Definition, English lines and Swedish lines; a model's own words may stand above them."""
    paragraphs = measure.description.strip().split("\n\n")[-3:]
    if len(paragraphs) < 3:
        raise ValueError(
            f"The docs block of the measure {measure.name} must have three paragraphs (definition, "
            f"English lines, Swedish lines) with an empty line between them, and has "
            f"{len(paragraphs)}: see dbt_project/models/docs/measures.md"
        )
    return paragraphs


def _list(lines: str) -> str:
    labelled = (line.partition(": ") for line in lines.splitlines())
    return "\n".join(f"- **{label}**: {words}" for label, _, words in labelled)


def main() -> None:
    """Write the document; exit with 1 where the project has not been parsed."""
    if not MANIFEST.exists():
        sys.exit(f"{MANIFEST} does not exist: parse the dbt project first, as `make lint` does.")
    DOCUMENT.write_text(render(json.loads(MANIFEST.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
