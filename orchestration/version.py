"""Which code this is, for whoever asks later which code made a number.

Here: the version of the code. Not here: the version of what it made (`publish`).
"""

import os
import shutil
import subprocess
from pathlib import Path


def code_version() -> str:
    """What `FOLLOWUP_CODE_VERSION` says, else the commit of the checkout, else 'unknown'.

    A commit whose files were changed since ends with -dirty. An image without its git directory is
    told its version by the variable.
    """
    named = os.environ.get("FOLLOWUP_CODE_VERSION")
    git = shutil.which("git")
    if named or git is None:
        return named or "unknown"
    described = subprocess.run(
        [git, "describe", "--always", "--dirty", "--abbrev=12"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip() or "unknown"
