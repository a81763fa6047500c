"""What every suite shares: the repository's own paths, a region to begin with, the long tests."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.defs.manifest import current_manifest, default_project
from orchestration.synthesis.__main__ import write_sample
from tests.code_location import shared_region
from tests.small_warehouse import SCALE, SEED
from tests.struck import NIGHTLY, run

LONG_FILES = {
    "test_faults",
    "test_nightly_schedule",
    "test_build_by_month",
    "test_code_location_nightly",
    "test_mutations",
    "test_spark",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="the long forms of the tests of faults")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "soak: too long for every time; runs with --soak")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # One worker makes the region that most suites read, others meanwhile run what needs none; then
    # come the files of few but long tests, so that no worker ends alone with one of them.
    first = items[0].path if items else None

    def turn(item: pytest.Item) -> tuple[bool, bool, bool, bool]:
        parts = item.path.parts
        return (
            item.path != first,
            "ingest" not in parts,
            item.path.stem not in LONG_FILES,
            "unit" not in parts,
        )

    items.sort(key=turn)
    if config.getoption("soak"):
        return
    soaks = [item for item in items if item.get_closest_marker("soak")]
    config.hook.pytest_deselected(items=soaks)
    items[:] = [item for item in items if item not in soaks]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return Path(__file__).parents[1]


@pytest.fixture(scope="session")
def region_after_first_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a region with its sample, after its first run; only to be read."""
    with shared_region(tmp_path_factory) as shared:
        if not shared.exists():
            root = tmp_path_factory.mktemp("first") / "region"
            for _ in write_sample(root / "raw", SCALE, SEED):
                pass
            hand_on_the_manifest(root / "target")
            code, output = run(root, NIGHTLY)
            assert code == 0, output
            root.rename(shared)
    return shared


def hand_on_the_manifest(target: Path) -> None:
    """Spare a region parsing the dbt project, and working out what is known of it already."""
    made = current_manifest(default_project()).parent
    target.mkdir()
    for name in ("manifest.json", "manifest.sha256"):
        shutil.copy(made / name, target)
    if (made / "facts").exists():
        shutil.copytree(made / "facts", target / "facts")


@pytest.fixture(scope="session")
def lay_out_region(region_after_first_run: Path) -> Callable[[Path], None]:
    """Directory -> a region there, with its sample, after its first run."""

    def lay_out(root: Path) -> None:
        shutil.copytree(region_after_first_run, root, symlinks=True)

    return lay_out
