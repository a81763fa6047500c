"""The dbt manifest, parsed only when the dbt project or dbt itself changed.

Here: telling whether the manifest on disk is current, and making it so.
Not here: what the manifest means to Dagster (`dbt`).
"""

import hashlib
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from dagster_dbt import DbtProject

from orchestration.contracts.reading import CONTRACTS_DIRECTORY
from orchestration.defs.resources import REPOSITORY
from orchestration.engine import SPARK, engine
from orchestration.locking import one_process_at_a_time
from orchestration.spark import environment

_PARSED_SUFFIXES = {".csv", ".md", ".py", ".sql", ".yaml", ".yml"}
_NOT_SOURCES = {"dbt_packages", "logs"}


class ManifestNotParsed(Exception):
    """dbt could not parse the project; the message holds what dbt said."""


def dbt_executable() -> Path:
    """The dbt command that knows the engine: of this very environment, whatever the PATH says."""
    if engine() == SPARK:
        return environment.dbt_executable()
    return Path(sys.executable).with_name("dbt")


def default_project() -> DbtProject:
    """The dbt project of this repository."""
    return DbtProject(REPOSITORY / "dbt_project")


def current_manifest(project: DbtProject) -> Path:
    """The path of the manifest, after parsing the project if it changed since the last parse.

    Raises:
        ManifestNotParsed: the project has an error.
    """
    stamp = project.manifest_path.with_name("manifest.sha256")
    with one_process_at_a_time(project.manifest_path.with_name("manifest.lock")):
        digest = project_digest(project)
        if not (_text(stamp) == digest and project.manifest_path.exists()):
            _parse(project)
            for fact in _facts_directory(project).glob("*.json"):
                fact.unlink()
            stamp.write_text(digest)
    return project.manifest_path


def fact_about_the_manifest(project: DbtProject, name: str) -> Path:
    """Where to keep something that was worked out from the manifest and holds as long as it."""
    directory = _facts_directory(project)
    directory.mkdir(exist_ok=True)
    return directory / f"{name}.json"


def _facts_directory(project: DbtProject) -> Path:
    return project.manifest_path.with_name("facts")


def project_digest(project: DbtProject) -> str:
    """What the marts are built by.

    A hash of every source file's path and content, of the versions that parse them, and of the
    engine, whose tables no other has.
    """
    digest = hashlib.sha256(engine().encode())
    for distribution in ("dbt-core", "dbt-adapters", "dbt-duckdb"):
        digest.update(f"{distribution} {version(distribution)}\0".encode())
    for path in _sources(project):
        digest.update(f"{os.path.relpath(path, project.project_dir)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(project: DbtProject) -> list[Path]:
    """The files of the project and the contracts, which declare the columns it starts from."""
    ignored = _NOT_SOURCES | {project.target_path.name}
    files = [
        path
        for path in project.project_dir.rglob("*")
        if path.suffix in _PARSED_SUFFIXES
        and path.is_file()
        and path.relative_to(project.project_dir).parts[0] not in ignored
    ]
    return sorted([*files, *CONTRACTS_DIRECTORY.glob("*.yaml")])


def _parse(project: DbtProject) -> None:
    parsing = subprocess.run(
        [
            dbt_executable(),
            "--quiet",
            "--no-use-colors",
            "parse",
            f"--project-dir={project.project_dir}",
            f"--profiles-dir={project.profiles_dir}",
            f"--target-path={project.target_path}",
            f"--log-path={project.project_dir / project.target_path}",
        ],
        cwd=project.project_dir,
        capture_output=True,
        text=True,
        check=False,
    )
    if parsing.returncode:
        raise ManifestNotParsed(
            f"dbt cannot parse {project.project_dir}. Correct what it names:\n"
            f"{parsing.stdout}{parsing.stderr}"
        )


def _text(path: Path) -> str | None:
    return path.read_text() if path.exists() else None


if __name__ == "__main__":
    current_manifest(default_project())
