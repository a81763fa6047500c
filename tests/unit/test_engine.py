"""Which engine a process builds on."""

import pytest

from orchestration.engine import DUCKDB, SPARK, UnknownEngine, engine


def test_duckdb_unless_another_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOLLOWUP_ENGINE", raising=False)
    assert engine() == DUCKDB
    monkeypatch.setenv("FOLLOWUP_ENGINE", "spark")
    assert engine() == SPARK


def test_one_that_does_not_exist_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWUP_ENGINE", "sparc")
    with pytest.raises(UnknownEngine, match=r"sparc; the engines are duckdb and spark"):
        engine()
