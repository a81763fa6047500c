"""The job nightly over a region as a job of `struck`, as `make run` runs it."""

import os
from pathlib import Path

import pytest

from orchestration.run import report
from tests.code_location import Region
from tests.struck import FAULT_IN_DBT, KEPT_VERSIONS, dbt_that_is_struck


def main(root: Path) -> int:
    """Run it and print its report; 0 if it went well."""
    with pytest.MonkeyPatch.context() as environment:
        if FAULT_IN_DBT in os.environ:
            environment.setattr(
                "orchestration.definitions.dbt_executable", lambda: dbt_that_is_struck(root)
            )
        result = Region.below(root, KEPT_VERSIONS).run(environment)
    print(report(result))
    return 0 if result.success else 1
