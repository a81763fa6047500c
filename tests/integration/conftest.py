"""The small warehouses that the integration tests share: each is built once a session."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.code_location import Region
from tests.oracle.mart import Mart
from tests.oracle.marts import Oracle
from tests.small_warehouse import SEED, SmallWarehouse, Workbench

WHOLE_BUILD = ("build", "--exclude-resource-type", "unit_test")


@pytest.fixture(scope="session")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """A place where warehouses are built; a test that changes one begins with `lay_out`."""
    return Workbench(tmp_path_factory.mktemp("workbench"))


@pytest.fixture(scope="session")
def warehouse_of(
    workbench: Workbench, region_after_first_run: Path
) -> Callable[[int], SmallWarehouse]:
    """Seed -> the warehouse of its sample, built whole and with all data tests; only to be read."""

    @cache
    def build(seed: int) -> SmallWarehouse:
        raw = workbench.sample(seed)
        workbench.clear()
        rejected = [each for each in workbench.ingest(raw) if each.status != "accepted"]
        assert not rejected, f"the sample of seed {seed} is not accepted whole: {rejected}"
        workbench.dbt(*WHOLE_BUILD)
        return SmallWarehouse(raw, workbench.put_aside(f"seed_{seed}"))

    def warehouse(seed: int) -> SmallWarehouse:
        if seed == SEED:
            region = Region.below(region_after_first_run)
            return SmallWarehouse(region.raw, region.build_database)
        return build(seed)

    return warehouse


@pytest.fixture(scope="session")
def oracle_of(warehouse_of: Callable[[int], SmallWarehouse]) -> Callable[[int], dict[str, Mart]]:
    """Seed -> the marts as the oracle computes them from the same landing zone."""

    @cache
    def compute(seed: int) -> dict[str, Mart]:
        return Oracle(warehouse_of(seed).raw).marts()

    return compute
