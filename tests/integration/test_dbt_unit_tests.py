"""dbt's own unit tests, which hold the code and are therefore no part of the nightly run.

Here: running them. Not here: the cases, which stand beside the models they are about.
"""

from collections.abc import Callable

from tests.small_warehouse import SmallWarehouse, Workbench


def test_every_dbt_unit_test_passes(
    workbench: Workbench, warehouse_of: Callable[[int], SmallWarehouse]
) -> None:
    # dbt looks up the columns of the relations that the cases stand in for.
    workbench.lay_out(warehouse_of(1).database)

    workbench.dbt("test", "--select", "test_type:unit")
