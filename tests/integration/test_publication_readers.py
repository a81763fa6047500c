"""Publication among processes: readers that never stop, and writers that are killed."""

import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.publish import publish
from tests.build_database import write_build_database

# Reads until it is ended; any error ends it with a traceback and a non-zero code. A reader sees
# whole publications only: in each, every row holds the number of that publication.
READER = """
import sys
import duckdb

while True:
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        rows, editions = connection.execute(
            "select count(*), count(distinct value) from marts.marts.kpi"
        ).fetchone()
    assert (rows, editions) == (1000, 1), (rows, editions)
    print("read", flush=True)
"""

# Publishes, and is killed without warning where `sys.argv[3]` is called.
KILLED_WRITER = """
import os
import signal
import sys
from pathlib import Path

from orchestration.publish import publication

def die(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)

owner, name = sys.argv[3].split(":")
setattr({"publication": publication, "Path": Path, "os": os}[owner], name, die)
publication.publish(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.fixture
def build_database(tmp_path: Path) -> Path:
    return write_build_database(tmp_path / "build" / "marts.duckdb")


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "marts.duckdb"


def mark_edition(build_database: Path, edition: int) -> None:
    with duckdb.connect(build_database) as connection:
        connection.execute("update marts.marts.kpi set value = ?", [edition])


def test_readers_never_notice_publications(
    build_database: Path, published: Path, tmp_path: Path
) -> None:
    mark_edition(build_database, 0)
    publish(build_database, published)
    readings = [tmp_path / f"reader_{number}.txt" for number in range(3)]
    readers = []
    for reading in readings:
        with reading.open("w") as output:
            readers.append(
                subprocess.Popen(
                    [sys.executable, "-c", READER, str(published)],
                    stdout=output,
                    stderr=subprocess.PIPE,
                    text=True,
                )
            )
    try:
        for edition in range(1, 21):
            mark_edition(build_database, edition)
            publish(build_database, published)
            assert [reader.poll() for reader in readers] == [None, None, None]
    finally:
        for reader in readers:
            reader.kill()
    assert [reader.communicate()[1] for reader in readers] == ["", "", ""]
    assert all(reading.read_text() for reading in readings)


@pytest.mark.parametrize(
    "moment",
    [
        "publication:_copy_marts",
        "publication:_copy_rows",
        "publication:_seal",
        "Path:chmod",
        "os:fsync",
        "Path:replace",
    ],
)
def test_a_killed_publication_leaves_the_published_file_whole(
    build_database: Path, published: Path, repository: Path, moment: str
) -> None:
    publish(build_database, published)
    before = published.read_bytes()
    mark_edition(build_database, 7)

    killed = subprocess.run(
        [sys.executable, "-c", KILLED_WRITER, str(build_database), str(published), moment],
        cwd=repository,
        check=False,
    )

    assert killed.returncode == -signal.SIGKILL
    assert published.read_bytes() == before
    assert list(published.parent.glob("*.wal")) == []

    publish(build_database, published)
    with duckdb.connect(published, read_only=True) as connection:
        assert connection.execute("select distinct value from marts.marts.kpi").fetchall() == [(7,)]
