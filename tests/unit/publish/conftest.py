"""What the suites of publication share: a toy warehouse of which nothing is published yet."""

from pathlib import Path

import pytest

from tests.toy_warehouse import ToyWarehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> ToyWarehouse:
    return ToyWarehouse.of(tmp_path)
