"""Writes docs/measures.md from the manifest of the dbt project.

The words are the docs blocks in dbt_project/models/docs; nothing is defined here.
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
"""


class Measure(NamedTuple):
    """A measure as its column declares it."""

    name: str
    name_sv: str
    unit: str
    computed_in: str
    source_system: str
    definition: str


def render(manifest: Mapping[str, Any]) -> str:
    """The whole document, measures in alphabetical order."""
    return "\n".join([_HEAD, *(_entry(measure) for measure in sorted(_measures(manifest)))])


def _measures(manifest: Mapping[str, Any]) -> Iterator[Measure]:
    for node in manifest["nodes"].values():
        for column in node["columns"].values():
            meta = column["config"]["meta"]
            if "measure" in meta:
                yield Measure(
                    name=meta["measure"],
                    name_sv=meta["name_sv"],
                    unit=meta["unit"],
                    computed_in=f"{node['schema']}.{node['alias']}.{column['name']}",
                    source_system=meta["source_system"],
                    definition=" ".join(column["description"].split()),
                )


def _entry(measure: Measure) -> str:
    return (
        f"## {measure.name}\n\n"
        f"*{measure.name_sv}*, in {measure.unit}. {measure.definition}\n\n"
        f"Computed in `{measure.computed_in}` from {measure.source_system}.\n"
    )


def main() -> None:
    """Write the document; exit with 1 where the project has not been parsed."""
    if not MANIFEST.exists():
        sys.exit(f"{MANIFEST} does not exist: parse the dbt project first, as `make lint` does.")
    DOCUMENT.write_text(render(json.loads(MANIFEST.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
