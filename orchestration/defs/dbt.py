"""The dbt project as Dagster assets.

Here: how a dbt node looks in Dagster, and the one dbt command that a run calls, for the nodes that
hang on something new.
Not here: any SQL, when the project is parsed (`manifest`), how columns are shown (`columns`), what
is new (`orchestration.ingest`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtCliRuntimeError,
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    DbtProject,
    dbt_assets,
)
from dbt.adapters.base.impl import BaseAdapter
from packaging.version import Version

from orchestration.defs.columns import SCHEMA, stream_with_columns
from orchestration.defs.freshness import NEW_EVERY_MONTH
from orchestration.defs.manifest import current_manifest, project_digest
from orchestration.defs.resources import BUILD_DATABASE_POOL, Warehouse
from orchestration.defs.retries import passing_faults_retried
from orchestration.engine import SPARK, engine
from orchestration.ingest import Unbuilt, begin_build, finish_build, whole_build, write_lake
from orchestration.publish import audit_verdict, is_published
from orchestration.spark.build import SparkHome
from orchestration.spark.marts import take_marts

MARTS = "marts"
DELIVERIES = "deliveries"
AUDITED = dg.AssetKey([MARTS, "published_reconciliation"])
# Dagster makes the same audit as a check of its own, which stops publication and is seen.
_AUDIT_OF_DBT = "audit_published_figure"


class DbtBuildFailed(Exception):
    """dbt ended with an error; the message holds its errors and, if there is one, the verdict."""


class Dbt(DbtCliResource):
    """The dbt command of this environment."""

    @cached_property
    def _cli_version(self) -> Version:
        """The version that is installed, without starting `dbt --version`.

        That takes three seconds and asks the package index for the newest version, each night.
        """
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, _: Sequence[str]) -> None:  # type: ignore[override]
        """No connection in this process, which dbt itself would wait for before it starts.

        It takes a second and a half, and only the lineage of columns needs one.
        """

    def adapter(self) -> BaseAdapter:
        """dbt's connection to the build database in this process."""
        return super()._initialize_dbt_core_adapter([])


class Translator(DagsterDbtTranslator):
    """Keys that are the relations' names, groups by domain, owners and kinds."""

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """The spec that Dagster shows for one dbt node; a source is the raw asset of its name."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = self.get_resource_props(manifest, unique_id)
        if node["resource_type"] == "source":
            return spec
        return spec.replace_attributes(
            key=_key(node),
            group_name=node["group"],
            owners=[f"team:{node['group']}"],
            kinds={"dbt", engine(), node["config"]["materialized"]},
            # A run knows more of the columns, and the UI prefers what stands here.
            metadata={name: value for name, value in spec.metadata.items() if name != SCHEMA},
            freshness_policy=NEW_EVERY_MONTH if node["schema"] == MARTS else None,
        )


class Build(dg.Config):
    """How a run builds: `everything` also builds what holds nothing new."""

    everything: bool = False


def dbt_project_assets(project: DbtProject, extracts: Sequence[str]) -> dg.AssetsDefinition:
    """Every seed and model of the project, with its data tests as asset checks.

    Where Spark is the engine it is given the extracts as files, and gives back the marts.
    """

    manifest = json.loads(current_manifest(project).read_text())
    meanings = _meanings_of_columns(manifest)

    def build_nodes(
        context: dg.AssetExecutionContext,
        dbt: Dbt,
        warehouse: Warehouse,
        due: frozenset[str],
        *,
        full_refresh: bool,
    ) -> Iterator[Any]:
        nodes = _built_nodes(manifest)
        spared = [".".join(node["fqn"]) for name, node in nodes.items() if name not in due]
        tests = sorted(key.name for key in context.selected_asset_check_keys)
        build = dbt.cli(
            [
                "build",
                # They hold the code, not the data: the test suite runs them.
                *("--exclude-resource-type", "unit_test"),
                # A node that is spared would otherwise take the data tests that read it along.
                *("--indirect-selection", "empty"),
                *(["--select", " ".join(tests)] if tests else []),
                *(["--exclude", " ".join(spared)] if spared else []),
                *(["--full-refresh"] if full_refresh else []),
            ],
            # Given the asset's context, dagster-dbt calls what Dagster has deprecated.
            context=context.op_execution_context,
            # One place for what runs write, apart from the manifest that Dagster loads.
            target_path=project.target_path / "nightly",
        )
        built, tested = set(), set()
        try:
            adapter = None if engine() == SPARK else dbt.adapter
            for event in stream_with_columns(build, adapter, project, _outputs(context), meanings):
                if isinstance(event, dg.Output):
                    built.add(event.output_name)
                if isinstance(event, dg.AssetCheckResult):
                    tested.add(event.check_name)
                yield event
        except DagsterDbtCliRuntimeError as failure:
            audited = AUDITED.to_python_identifier() in built
            if audited and engine() == SPARK:
                take_back(context, warehouse)
            raise DbtBuildFailed(
                f"{failure}\n\n{_verdict(warehouse) if audited else _NO_VERDICT}"
            ) from failure
        if engine() == SPARK:
            take_back(context, warehouse)
        # Dagster would publish past a check that has no result.
        if not tested.issuperset(tests):
            names = ", ".join(test for test in tests if test not in tested)
            raise DbtBuildFailed(f"dbt ended well, but did not run these data tests: {names}")

    def take_back(context: dg.AssetExecutionContext, warehouse: Warehouse) -> None:
        with passing_faults_retried(context), warehouse.building() as connection:
            take_marts(connection, SparkHome(warehouse.spark_home).tables, manifest)

    @dbt_assets(
        manifest=manifest,
        project=project,
        name="dbt_project",
        exclude=_AUDIT_OF_DBT,
        dagster_dbt_translator=Translator(
            DagsterDbtTranslatorSettings(enable_code_references=True)
        ),
        pool=BUILD_DATABASE_POOL,
    )
    def dbt_project(
        context: dg.AssetExecutionContext, config: Build, dbt: Dbt, warehouse: Warehouse
    ) -> Iterator[Any]:
        project_now = project_digest(project)
        with passing_faults_retried(context), warehouse.building() as connection:
            unbuilt = begin_build(connection, project_now, everything=config.everything)
            build_id = whole_build(connection)
            if engine() == SPARK:
                write_lake(connection, warehouse.spark_home, extracts, unbuilt)
        if build_id and is_published(build_id, Path(warehouse.published_database)):
            context.log.info(f"Nothing is new since the build {build_id}: nothing is built.")
            return
        due = _nodes_behind(unbuilt, manifest)
        yield from build_nodes(context, dbt, warehouse, due, full_refresh=unbuilt.everything)
        if due <= _selected_nodes(context, manifest):
            with passing_faults_retried(context), warehouse.building() as connection:
                finish_build(connection, project_now)

    return dbt_project


def _key(node: Mapping[str, Any]) -> dg.AssetKey:
    return dg.AssetKey([node["schema"], node["alias"]])


def _outputs(context: dg.AssetExecutionContext) -> frozenset[str]:
    return frozenset(key.to_python_identifier() for key in context.selected_asset_keys)


def _built_nodes(manifest: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The seeds and models of the project, by dbt's name for them."""
    return {
        name: node
        for name, node in manifest["nodes"].items()
        if node["resource_type"] in ("seed", "model")
    }


def _nodes_behind(unbuilt: Unbuilt, manifest: Mapping[str, Any]) -> frozenset[str]:
    """What is to be built: all that is made from something new, and always the audited table.

    The audit and the publication hang on it, so that a build which was not published will be.
    """
    nodes = _built_nodes(manifest)
    if unbuilt.everything:
        return frozenset(nodes)
    behind = [
        name
        for name, source in manifest["sources"].items()
        if source["source_name"] == DELIVERIES or source["name"] in unbuilt.extracts
    ]
    behind = behind if unbuilt else []
    # The list grows while it is walked.
    for name in behind:
        behind += [c for c in manifest["child_map"][name] if c in nodes and c not in behind]
    audited = [name for name, node in nodes.items() if _key(node) == AUDITED]
    return frozenset(behind).intersection(nodes).union(audited)


def _selected_nodes(context: dg.AssetExecutionContext, manifest: Mapping[str, Any]) -> set[str]:
    return {
        name
        for name, node in _built_nodes(manifest).items()
        if _key(node) in context.selected_asset_keys
    }


def _meanings_of_columns(manifest: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    """The described columns of each seed and model, by the name of its output."""
    return {
        _key(node).to_python_identifier(): {
            name: column["description"] for name, column in node["columns"].items()
        }
        for node in _built_nodes(manifest).values()
    }


_NO_VERDICT = "The published figures were not compared, for not everything before was built."


def _verdict(warehouse: Warehouse) -> str:
    """The report of the audit on marts that will not be published."""
    with warehouse.reading() as connection:
        return audit_verdict(connection).report()
