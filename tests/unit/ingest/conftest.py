"""Fixtures of the tests of ingest: a landing zone, new for each test or shared by a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.ingest.landing import Landing, open_landing


@pytest.fixture
def landing(tmp_path: Path) -> Iterator[Landing]:
    """A landing zone of the test's own."""
    opened = open_landing(tmp_path)
    yield opened
    opened.connection.close()


@pytest.fixture(scope="module")
def shared_landing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landing]:
    """A landing zone in which every generated example replaces the one before."""
    opened = open_landing(tmp_path_factory.mktemp("shared"))
    yield opened
    opened.connection.close()
