"""The sensor: when it launches the job, and when it waits."""

from pathlib import Path

import dagster as dg
import pytest

from orchestration.defs import nightly
from orchestration.defs.nightly import new_deliveries_sensor


def evaluate(raw: Path, cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        result = new_deliveries_sensor(raw)(context)
    assert isinstance(result, dg.SensorResult | dg.SkipReason)
    return result


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "delivery.csv").write_text("a;b\n")
    return tmp_path


def test_it_waits_until_the_landing_zone_is_at_rest(raw: Path) -> None:
    result = evaluate(raw, None)

    assert isinstance(result, dg.SkipReason)
    assert result.skip_message is not None
    assert "may not be whole yet" in result.skip_message


def test_it_launches_one_run_for_what_came(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "SETTLED_AFTER", 0)
    result = evaluate(raw, None)
    assert isinstance(result, dg.SensorResult)
    assert len(result.run_requests or []) == 1

    again = evaluate(raw, result.cursor)
    (raw / "second.csv").write_text("a;b\n")
    after = evaluate(raw, result.cursor)

    assert isinstance(again, dg.SkipReason)
    assert isinstance(after, dg.SensorResult)
