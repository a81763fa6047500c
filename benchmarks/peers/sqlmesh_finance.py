"""The marts of finance built by SQLMesh, in .venv-bench, where the extracts are loaded already.

Here: SQLMesh's own loader of dbt projects over the product's models, so that none is written twice.
It loads a copy of the project with finance alone: `measure` reads dbt's `graph`, which SQLMesh does
not fill. Not here: the other domains. What the contracts of the marts say (keys, checks) is not
enforced, for SQLMesh reads none of it; the marts are views over tables in schemas of its own.
"""

import argparse
import os
import shutil
import tempfile
from pathlib import Path

import yaml
from sqlmesh import Context
from sqlmesh.core.config import ModelDefaultsConfig
from sqlmesh.dbt.loader import sqlmesh_config

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"

_NOT_OF_FINANCE = shutil.ignore_patterns(
    *("workforce", "production", "reconciliation", "care", "hr", "deliveries"),
    *("tests", "*unit_tests.yml", "exposures.yml"),
    *("target", "logs"),
)
# SQLMesh wants to know when incremental models begin; the one of finance takes all that is there.
_START = "2020-01-01"


def build(database: Path) -> None:
    """Build the marts of finance, and what they are made from, in a database with loaded extracts.

    Raises:
        FileNotFoundError: there is no such database.
        sqlmesh.utils.errors.SQLMeshError: a model cannot be loaded or built.
    """
    if not database.exists():
        raise FileNotFoundError(f"{database}: is not there; load the extracts into it first.")
    os.environ["FOLLOWUP_BUILD_DATABASE"] = str(database)
    with tempfile.TemporaryDirectory(prefix="sqlmesh-") as directory:
        project = _project_of_finance(Path(directory))
        config = sqlmesh_config(
            project,
            profiles_dir=project,
            model_defaults=ModelDefaultsConfig(start=_START),
            # A measurement tells nobody over the network.
            disable_anonymized_analytics=True,
        )
        context = Context(paths=[project], config=config)
        context.plan(select_models=["+marts.*"], auto_apply=True, no_prompts=True)
        context.close()


def _project_of_finance(directory: Path) -> Path:
    project = directory / "dbt_project"
    shutil.copytree(DBT_PROJECT, project, ignore=_NOT_OF_FINANCE)
    settings = project / "dbt_project.yml"
    content = yaml.safe_load(settings.read_text(encoding="utf-8"))
    # It warns of the settings of the other domains, and the product takes warnings for errors.
    del content["flags"]["warn_error_options"]
    settings.write_text(yaml.safe_dump(content), encoding="utf-8")
    return project


def main() -> None:
    """Build in the database that is named on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers.sqlmesh_finance", description=__doc__
    )
    parser.add_argument("database", type=Path, help="the DuckDB file with the extracts loaded")
    build(parser.parse_args().database)


if __name__ == "__main__":
    main()
