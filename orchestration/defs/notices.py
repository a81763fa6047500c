"""Notices of runs that failed, and of runs that went well but found something wrong.

Here: the sensors, one for each channel that the environment names, and what a notice says.
Not here: how a fault is worded (`outcome`), or how a notice is sent (`channels`).

They are plain sensors. Dagster's own for the status of runs go on to the next run when they raise,
so that a notice which a server did not take would be lost; these stay where they are, the tick
fails for everyone to see, and the next one tries again.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import dagster as dg
import duckdb

from orchestration.defs.channels import Channel, Notice, configured_channels
from orchestration.defs.outcome import TELLING_EVENTS, faults
from orchestration.publish import published_now

_End = Literal[dg.DagsterEventType.RUN_FAILURE, dg.DagsterEventType.RUN_SUCCESS]
_ENDS: tuple[_End, ...] = (dg.DagsterEventType.RUN_FAILURE, dg.DagsterEventType.RUN_SUCCESS)
_LOCAL_DAGSTER = "http://127.0.0.1:3000"
_LONGEST = 5000
"""Characters: Teams takes no message above 28 kB."""


def notice_sensors(published_database: Path) -> list[dg.SensorDefinition]:
    """A sensor for each channel that the environment names; none if it names none.

    Raises:
        ChannelMisconfigured: a channel is named by halves.
    """
    return [
        _notice_sensor(channel, published_database) for channel in configured_channels(os.environ)
    ]


def _notice_sensor(channel: Channel, published_database: Path) -> dg.SensorDefinition:
    @dg.sensor(
        name=f"notices_by_{channel.name}",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Says what failed, was rejected or is missing, for each run that ended so.",
    )
    def notices(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        """One notice a tick, so that one that is not taken repeats none and none is skipped."""
        instance = context.instance
        if context.cursor is None:
            last = _last_end(instance)
            return _waiting_from(last.storage_id if last else 0)
        seen = int(context.cursor)
        while end := _next_end(instance, seen):
            seen = end.storage_id
            notice = _notice(instance, end, published_database)
            if notice:
                channel.send(notice)
                return dg.SensorResult(skip_reason=f"Sent: {notice.subject}", cursor=str(seen))
        return _waiting_from(seen)

    return notices


def _waiting_from(seen: int) -> dg.SensorResult:
    return dg.SensorResult(skip_reason="No run has ended with a fault since.", cursor=str(seen))


def _next_end(instance: dg.DagsterInstance, seen: int) -> dg.EventLogRecord | None:
    """The first end of a run after the one that was seen."""
    ends = _ends(instance, after_storage_id=seen, ascending=True)
    return min(ends, key=lambda end: end.storage_id, default=None)


def _last_end(instance: dg.DagsterInstance, before: int | None = None) -> dg.EventLogRecord | None:
    ends = _ends(instance, before_storage_id=before)
    return max(ends, key=lambda end: end.storage_id, default=None)


def _ends(
    instance: dg.DagsterInstance,
    after_storage_id: int | None = None,
    before_storage_id: int | None = None,
    *,
    ascending: bool = False,
) -> list[dg.EventLogRecord]:
    """The first failure and the first success, or the last ones, within the bounds."""
    return [
        record
        for how in _ENDS
        for record in instance.fetch_run_status_changes(
            dg.RunStatusChangeRecordsFilter(
                how, after_storage_id=after_storage_id, before_storage_id=before_storage_id
            ),
            limit=1,
            ascending=ascending,
        ).records
    ]


def _notice(
    instance: dg.DagsterInstance, end: dg.EventLogRecord, published_database: Path
) -> Notice | None:
    """What is to be said of a run; None if nothing is, or if its log is no longer kept."""
    run = instance.get_run_by_id(end.run_id)
    found = _faults(instance, end)
    if run is None or not found or (run.is_success and _was_said(instance, end, found)):
        return None
    how = "misslyckades" if run.is_failure else "gick igenom med anmärkningar"
    what_happened = f"{_job(run)} {how} {_swedish_time(end.timestamp):%Y-%m-%d kl. %H:%M}"
    section = "Woken at three" if run.is_failure else "A late or corrected delivery"
    text = [
        f"{what_happened}.",
        *_shortened(found),
        _readers_see(published_database),
        f'Vad man gör åt det: docs/operations.md, "{section}".',
    ]
    page = f"{os.environ.get('FOLLOWUP_DAGSTER_URL') or _LOCAL_DAGSTER}/runs/{run.run_id}"
    return Notice(f"Uppföljningen: {what_happened}", "\n\n".join(text), page)


def _faults(instance: dg.DagsterInstance, end: dg.EventLogRecord) -> list[str]:
    records = instance.get_records_for_run(end.run_id, of_type=TELLING_EVENTS).records
    events = (record.event_log_entry.dagster_event for record in records)
    return faults([event for event in events if event])


def _was_said(instance: dg.DagsterInstance, end: dg.EventLogRecord, found: list[str]) -> bool:
    """Whether the run before had the same remarks on the same day: deliveries come one by one."""
    before = _last_end(instance, before=end.storage_id)
    return (
        before is not None
        and _swedish_time(before.timestamp).date() == _swedish_time(end.timestamp).date()
        and _faults(instance, before) == found
    )


def _job(run: dg.DagsterRun) -> str:
    # Dagster names what runs without a job of its own with underscores.
    return (
        "Körning av utvalda tabeller" if run.job_name.startswith("__") else f"Jobbet {run.job_name}"
    )


def _swedish_time(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, ZoneInfo("Europe/Stockholm"))


def _shortened(found: list[str]) -> list[str]:
    """The faults up to the length that a message may have, cut between two lines."""
    text = "\n\n".join(found)
    if len(text) <= _LONGEST:
        return found
    return [text[:_LONGEST].rpartition("\n")[0], "[...] Resten står i körningens logg."]


def _readers_see(published_database: Path) -> str:
    try:
        publication_id = published_now(published_database)
    except duckdb.Error as error:
        return f"{published_database.name} går inte att läsa: {error}"
    if publication_id is None:
        return "Ännu är inget publicerat för läsarna."
    # A publication is named after its time.
    time = _swedish_time(datetime.fromisoformat(publication_id).timestamp())
    return f"Läsarna ser publiceringen från {time:%Y-%m-%d kl. %H:%M}, hel och granskad."
