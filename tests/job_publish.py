"""Publication alone as a job of `struck`, without Dagster."""

from pathlib import Path

from orchestration.publish import publish
from tests.struck import KEPT_VERSIONS


def main(root: Path) -> int:
    """Publish the build database of `root`; what goes wrong is raised."""
    warehouse = root / "warehouse"
    publish(
        warehouse / "build" / "marts.duckdb",
        warehouse / "marts.duckdb",
        "code",
        KEPT_VERSIONS,
        is_synthetic=True,
    )
    return 0
