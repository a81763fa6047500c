"""The code location as a server loads it, over a region below FOLLOWUP_TEST_ROOT.

Here: only what `dagster` looks for in a module. FOLLOWUP_TEST_CRON has the job nightly run at other
times than at night. Not here: the region (`code_location`) or the servers (`serving`).
"""

import os
from pathlib import Path

from orchestration.defs.nightly import CRON
from tests.code_location import Region

defs = Region.below(Path(os.environ["FOLLOWUP_TEST_ROOT"])).definitions(
    os.environ.get("FOLLOWUP_TEST_CRON", CRON)
)
