"""The environment in which Spark and its dbt run: `.venv-spark`, and Java.

Here: where they are, and the variables that their processes need.
Not here: starting a cluster (`cluster`) or dbt (`build`).
"""

import os
import shutil
from pathlib import Path

LOOPBACK = "127.0.0.1"
ENVIRONMENT = Path(__file__).parents[2] / ".venv-spark"


class SparkMissing(Exception):
    """Spark or Java is not installed; the message says how to."""


def dbt_executable() -> Path:
    """The dbt command that knows Spark.

    Raises:
        SparkMissing: the environment is not there.
    """
    pyspark_home()
    return ENVIRONMENT / "bin" / "dbt"


def pyspark_home() -> Path:
    """The directory of pyspark, with Spark's own programs and classes.

    Raises:
        SparkMissing: the environment is not there.
    """
    found = next(ENVIRONMENT.glob("lib/python3*/site-packages/pyspark"), None)
    if found is None:
        raise SparkMissing(f"{ENVIRONMENT} does not hold pyspark. Install it: make spark")
    return found


def process_variables() -> dict[str, str]:
    """What Spark's processes need to know of this machine.

    Raises:
        SparkMissing: there is no Java.
    """
    return {
        "JAVA_HOME": str(_java_home()),
        "PYSPARK_PYTHON": str(ENVIRONMENT / "bin" / "python"),
        "SPARK_HOME": str(pyspark_home()),
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_LOCAL_HOSTNAME": "localhost",
    }


def _java_home() -> Path:
    named = os.environ.get("JAVA_HOME")
    if named:
        return Path(named)
    java = shutil.which("java")
    if java is None:
        raise SparkMissing(
            "Spark needs Java 17. On Debian: apt-get install openjdk-17-jre-headless; elsewhere"
            " install it and set JAVA_HOME"
        )
    return Path(java).resolve().parents[1]
