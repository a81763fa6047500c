"""Which runs are noticed and what a notice says, by the assets and checks of the code location."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg
import pytest

from orchestration.contracts import load_contracts
from orchestration.defs.channels import NoticeNotSent
from orchestration.defs.dbt import AUDITED
from orchestration.defs.notices import notice_sensors
from orchestration.defs.raw import period_change_asset, raw_asset
from orchestration.defs.reconciliation.audit import published_figures_agree
from orchestration.defs.resources import Warehouse
from orchestration.publish import AuditFailed
from tests.build_database import AGREEING, DIFFERING, Figure, write_build_database
from tests.small_warehouse import PSEUDONYM_KEY
from tests.unit.defs.receivers import Mailbox, Webhook, mail_server, webhook

CONTRACTS = load_contracts()


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(
        raw_directory=str(tmp_path / "raw"),
        build_database=str(tmp_path / "warehouse" / "build" / "marts.duckdb"),
        published_database=str(tmp_path / "warehouse" / "marts.duckdb"),
    )


@pytest.fixture(scope="module")
def instance() -> Iterator[dg.DagsterInstance]:
    """Dagster, with the runs of earlier tests in it."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def instance_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dg.DagsterInstance]:
    """Dagster with the storage of production, which is slower."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    with dg.DagsterInstance.get() as instance:
        yield instance


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        monkeypatch.setenv("FOLLOWUP_SMTP_HOST", mailbox.host)
        monkeypatch.setenv("FOLLOWUP_SMTP_PORT", str(mailbox.port))
        monkeypatch.setenv("FOLLOWUP_NOTICE_FROM", "warehouse@region.example")
        monkeypatch.setenv("FOLLOWUP_NOTICE_TO", "engineer@region.example")
        yield mailbox


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with webhook("/hook") as hook:
        monkeypatch.setenv("FOLLOWUP_TEAMS_WEBHOOK_URL", hook.url)
        yield hook


class Daemon:
    """Ticks as Dagster's daemon does: what a tick that raises had seen is not kept."""

    def __init__(self, instance: dg.DagsterInstance, warehouse: Warehouse) -> None:
        self._instance = instance
        self._sensors = {s.name: s for s in notice_sensors(Path(warehouse.published_database))}
        self._cursors: dict[str, str] = {}
        for name in self._sensors:
            self.tick(name)

    def tick(self, name: str) -> None:
        context = dg.build_sensor_context(self._instance, cursor=self._cursors.get(name))
        result = self._sensors[name](context)
        assert isinstance(result, dg.SensorResult)
        assert result.cursor is not None
        self._cursors[name] = result.cursor


@pytest.fixture
def daemon(instance: dg.DagsterInstance, warehouse: Warehouse, mailbox: Mailbox) -> Daemon:  # noqa: ARG001
    """The daemon, with notices by e-mail, before any run of the test."""
    return Daemon(instance, warehouse)


def run(
    instance: dg.DagsterInstance,
    assets: Sequence[dg.AssetsDefinition],
    checks: Sequence[dg.AssetChecksDefinition] = (),
    **resources: object,
) -> dg.ExecuteInProcessResult:
    definitions = dg.Definitions(
        assets=assets,
        asset_checks=checks,
        jobs=[dg.define_asset_job("nightly", selection=dg.AssetSelection.all())],
        resources=resources,
        executor=dg.in_process_executor,
    )
    return definitions.resolve_job_def("nightly").execute_in_process(
        instance=instance, raise_on_error=False
    )


def audit(instance: dg.DagsterInstance, warehouse: Warehouse, figures: Sequence[Figure]) -> None:
    """A run of the audit over some figures, and of what waits for it."""
    Path(warehouse.build_database).unlink(missing_ok=True)

    @dg.asset(key=AUDITED)
    def built() -> None:
        write_build_database(Path(warehouse.build_database), figures)

    @dg.asset(deps=[built])
    def waits_for_the_audit() -> None:
        """Not reached."""

    run(instance, [built, waits_for_the_audit], [published_figures_agree], warehouse=warehouse)


def take_in(
    instance: dg.DagsterInstance, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that takes in the chart of accounts."""
    monkeypatch.setenv("FOLLOWUP_PSEUDONYM_KEY", PSEUDONYM_KEY)
    result = run(
        instance,
        [raw_asset(CONTRACTS["chart_of_accounts"], CONTRACTS), period_change_asset(CONTRACTS)],
        warehouse=warehouse,
    )
    assert result.success


def raising(error: Exception) -> dg.AssetsDefinition:
    @dg.asset
    def broken() -> None:
        raise error

    return broken


@dg.asset
def going_well() -> None:
    """Nothing to say of it."""


def with_remark(remark: str) -> dg.AssetsDefinition:
    @dg.asset(check_specs=[dg.AssetCheckSpec("nothing_to_remark", asset="table")])
    def table() -> Iterator[dg.MaterializeResult[None]]:
        yield dg.MaterializeResult(
            check_results=[dg.AssetCheckResult(passed=False, description=remark)]
        )

    return table


def test_a_failed_audit_names_the_figure_with_both_its_values(
    instance: dg.DagsterInstance, warehouse: Warehouse, mailbox: Mailbox, daemon: Daemon
) -> None:
    audit(instance, warehouse, [AGREEING, DIFFERING])

    daemon.tick("notices_by_email")

    (text,) = mailbox.texts()
    assert text.startswith("Uppföljningen: Jobbet nightly misslyckades ")
    assert "figure.two" in text
    assert "published -14, computed -13.2 mnkr" in text
    assert "waits_for_the_audit" not in text
    assert "The step" not in text
    assert '"Woken at three"' in text


def test_a_rejected_delivery_is_noticed_though_the_run_succeeded(
    instance: dg.DagsterInstance,
    warehouse: Warehouse,
    mailbox: Mailbox,
    daemon: Daemon,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = Path(warehouse.raw_directory) / "ledger" / "chart_of_accounts"
    folder.mkdir(parents=True)
    (folder / "kontoplan.csv").write_bytes(b"")
    stray = folder.parent / "kontoplan.csv"
    stray.write_bytes(b"")
    take_in(instance, warehouse, monkeypatch)

    daemon.tick("notices_by_email")

    (text,) = mailbox.texts()
    assert text.startswith("Uppföljningen: Jobbet nightly gick igenom med anmärkningar ")
    assert "kontoplan.csv: " in text
    assert "ledger/kontoplan.csv: lies in no extract's folder" in text
    assert '"A late or corrected delivery"' in text


def test_a_success_without_remarks_is_not_noticed(
    instance: dg.DagsterInstance, warehouse: Warehouse, mailbox: Mailbox, daemon: Daemon
) -> None:
    audit(instance, warehouse, [AGREEING])

    daemon.tick("notices_by_email")

    assert mailbox.texts() == []


def test_an_error_that_no_one_foresaw_is_its_class_and_message(
    instance: dg.DagsterInstance, mailbox: Mailbox, daemon: Daemon
) -> None:
    run(instance, [raising(ZeroDivisionError("divided by nothing"))])

    daemon.tick("notices_by_email")

    (text,) = mailbox.texts()
    assert "The step broken failed.\nZeroDivisionError: divided by nothing\n" in text
    assert "Traceback" not in text
    assert "Stack" not in text
    assert __file__ not in text


def test_an_error_of_ours_is_its_message_alone(
    instance: dg.DagsterInstance, mailbox: Mailbox, daemon: Daemon
) -> None:
    run(instance, [raising(AuditFailed("figure.two differs"))])

    daemon.tick("notices_by_email")

    (text,) = mailbox.texts()
    assert "The step broken failed.\nfigure.two differs\n" in text


def test_a_run_that_was_killed_is_said_to_have_ended(
    instance: dg.DagsterInstance, mailbox: Mailbox, daemon: Daemon
) -> None:
    @dg.job(name="nightly")
    def killed() -> None:
        """No step of it is ever run."""

    instance.report_run_failed(
        instance.create_run_for_job(killed, status=dg.DagsterRunStatus.STARTED), "The worker died."
    )

    daemon.tick("notices_by_email")

    (text,) = mailbox.texts()
    assert "The run ended before its steps did: The worker died.\nStart it again" in text


def test_a_run_that_cannot_begin_says_why(
    instance: dg.DagsterInstance, mailbox: Mailbox, daemon: Daemon
) -> None:
    @dg.resource
    def absent() -> None:
        raise PermissionError("warehouse/build is read-only")

    @dg.asset(required_resource_keys={"absent"})
    def needs() -> None:
        """Not reached."""

    run(instance, [needs], absent=absent)

    daemon.tick("notices_by_email")

    (text,) = mailbox.texts()
    assert "The run could not begin.\nPermissionError: warehouse/build is read-only" in text


def test_readers_and_the_run_are_named(
    instance: dg.DagsterInstance,
    warehouse: Warehouse,
    mailbox: Mailbox,
    daemon: Daemon,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = run(instance, [raising(KeyError("x"))])
    daemon.tick("notices_by_email")
    Path(warehouse.published_database).parent.mkdir()
    Path(warehouse.published_database).write_text("no database at all")
    monkeypatch.setenv("FOLLOWUP_DAGSTER_URL", "https://dagster.region.example")
    again = run(instance, [raising(KeyError("x"))])
    daemon.tick("notices_by_email")

    first, second = mailbox.texts()
    assert "Ännu är inget publicerat för läsarna." in first
    assert first.endswith(f"http://127.0.0.1:3000/runs/{result.run_id}\n")
    assert "marts.duckdb går inte att läsa: " in second
    assert second.endswith(f"https://dagster.region.example/runs/{again.run_id}\n")


def test_each_channel_has_each_notice_once_also_after_a_server_was_down(
    instance_on_disk: dg.DagsterInstance, warehouse: Warehouse, mailbox: Mailbox, hook: Webhook
) -> None:
    daemon = Daemon(instance_on_disk, warehouse)
    run(instance_on_disk, [raising(KeyError("first"))])
    run(instance_on_disk, [raising(KeyError("second"))])
    run(instance_on_disk, [going_well])

    mailbox.answers = ["250 OK", "451 try again later", "451 try again later"]
    daemon.tick("notices_by_email")
    for _ in range(2):
        with pytest.raises(NoticeNotSent, match="451"):
            daemon.tick("notices_by_email")
    for name in ("notices_by_email", "notices_by_teams") * 3:
        daemon.tick(name)

    for texts in (mailbox.texts(), hook.texts()):
        assert ["first" in text for text in texts] == [True, False]
        assert ["second" in text for text in texts] == [False, True]


def test_a_remark_is_not_repeated_on_the_same_day_until_something_else_was_said(
    instance: dg.DagsterInstance, mailbox: Mailbox, daemon: Daemon
) -> None:
    def said_after(remark: str) -> int:
        assert run(instance, [with_remark(remark)]).success
        daemon.tick("notices_by_email")
        return len(mailbox.messages)

    assert [said_after(remark) for remark in ("late", "late", "stray", "late")] == [1, 1, 2, 3]


def test_runs_from_before_a_channel_was_configured_are_not_noticed(
    instance: dg.DagsterInstance, warehouse: Warehouse, mailbox: Mailbox
) -> None:
    run(instance, [raising(KeyError("x"))])

    daemon = Daemon(instance, warehouse)
    daemon.tick("notices_by_email")

    assert mailbox.texts() == []


def test_a_long_notice_is_cut_between_two_lines(
    instance: dg.DagsterInstance, mailbox: Mailbox, daemon: Daemon
) -> None:
    run(instance, [raising(ValueError("\n".join(f"line {i:04}." for i in range(1000))))])

    daemon.tick("notices_by_email")

    (text,) = mailbox.texts()
    assert len(text) < 6000
    before, after = text.split("\n\n[...] ")
    assert before.splitlines()[-1][:5] == "line "
    assert before.endswith(".")
    assert "Vad man gör" in after


def test_without_configuration_there_is_no_sensor(warehouse: Warehouse) -> None:
    assert notice_sensors(Path(warehouse.published_database)) == []
