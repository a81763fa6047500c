"""The columns of dbt's relations, what they mean and where they come from, for Dagster's pages.

Here: asking dagster-dbt for them once after a change of the project, and repeating the answer:
working lineage out takes as long as dbt's whole build, and it changes only with the project.
Not here: what a column means (the dbt project).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtCliRuntimeError, DbtCliInvocation, DbtProject
from dagster_dbt.core.dbt_event_iterator import DbtEventIterator
from dbt.adapters.base.impl import BaseAdapter
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from orchestration.defs.manifest import fact_about_the_manifest

SCHEMA = "dagster/column_schema"
LINEAGE = "dagster/column_lineage"

# dbt's word for the type that DuckDB calls so.
_TYPE_NAMES = {"character varying(256)": "VARCHAR"}

Metadata = Mapping[str, Any]


def stream_with_columns(
    build: DbtCliInvocation,
    adapter: Callable[[], BaseAdapter] | None,
    project: DbtProject,
    outputs: frozenset[str],
    meanings: Mapping[str, Mapping[str, str]],
) -> Iterator[Any]:
    """The events of a dbt build, each output with its columns and their lineage.

    Args:
        build: the running build.
        adapter: opens dbt's connection, over which lineage is worked out; where this environment
            has none for the engine, only what is known already is shown.
        project: the dbt project that it builds.
        outputs: the names of the outputs to come.
        meanings: what each column means, by name, for each output.
    """
    store = fact_about_the_manifest(project, "columns")
    known = _read(store)
    if adapter is None or outputs <= known.keys():
        events: Iterator[Any] = build.stream()
    else:
        events = _stream_with_lineage(build, adapter)
    try:
        for event in events:
            if isinstance(event, dg.Output):
                name = event.output_name
                columns = known.get(name) or _columns(event.metadata, meanings[name])
                if columns:
                    known[name] = columns
                yield _with_metadata(event, columns)
            else:
                yield event
    finally:
        store.write_text(dg.serialize_value(known))
        _let_go_of_the_database(build)


def _stream_with_lineage(
    build: DbtCliInvocation, adapter: Callable[[], BaseAdapter]
) -> Iterator[Any]:
    """The events of the build with the lineage of their columns, when dbt has ended.

    dagster-dbt waits for that too, but would keep a processor busy with waiting.
    """
    ended: list[Any] = []
    failure = None
    try:
        ended.extend(build.stream())
    except DagsterDbtCliRuntimeError as raised:
        failure = raised
    build.adapter = adapter()
    # More threads gain nothing on lineage, and each changes the directory of the process.
    build.postprocessing_threadpool_num_threads = 1
    yield from DbtEventIterator(iter(ended), build).fetch_column_metadata()
    if failure:
        raise failure


def _with_metadata(output: dg.Output[None], metadata: Metadata) -> dg.Output[None]:
    return dg.Output(None, output_name=output.output_name, metadata={**output.metadata, **metadata})


def _columns(found: Metadata, meanings: Mapping[str, str]) -> Metadata:
    """The columns with type, meaning and origin, and the lineage that Dagster+ draws."""
    if SCHEMA not in found:
        return {}
    lineage = found.get(LINEAGE)
    origins = lineage.column_lineage.deps_by_column if lineage else {}
    schema = dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                _TYPE_NAMES.get(column.type, column.type),
                description=_description(meanings.get(column.name), origins.get(column.name, [])),
            )
            for column in found[SCHEMA].schema.columns
        ]
    )
    return {SCHEMA: dg.TableSchemaMetadataValue(schema)} | ({LINEAGE: lineage} if lineage else {})


def _description(meaning: str | None, origins: Sequence[dg.TableColumnDep]) -> str:
    """The meaning of a column, and links to what it is made from."""
    links = ", ".join(
        f"[{origin.asset_key.path[-1]}](/assets/{'/'.join(origin.asset_key.path)})"
        f".{origin.column_name}"
        for origin in sorted(origins, key=lambda each: (each.asset_key, each.column_name))
    )
    return "\n\n".join([*filter(None, [meaning]), *([f"From {links}"] if links else [])])


def _read(store: Path) -> dict[str, Metadata]:
    return dg.deserialize_value(store.read_text(), dict) if store.exists() else {}


def _let_go_of_the_database(build: DbtCliInvocation) -> None:
    """Close the connection over which the columns were read, for other steps open the file too."""
    if build.adapter:
        build.adapter.cleanup_connections()
        DuckDBConnectionManager.close_all_connections()
