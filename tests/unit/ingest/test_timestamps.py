"""Times are Swedish times: which are read, as which instant, and which never were.

What was expected is computed with the time zone database of Python, not that of DuckDB.
"""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.ingest.landing import TREATMENT, TREATMENT_PATH, Landing, render, treatment

EXAMPLES = settings(max_examples=60, deadline=None)
SWEDEN = ZoneInfo("Europe/Stockholm")

NO_TIME = "is no real time in the form "
NEVER = "is a time that never was in Sweden: the clocks were put forward over it"
WRONG_OFFSET = "has an offset from UTC that Sweden (Europe/Stockholm) did not have at that time"


def read(landing: Landing, column: str, texts: list[str]) -> dict[str, str]:
    """The value of each text as DuckDB shows it in UTC, or the finding about it."""
    rows = (treatment(number, **{column: text}) for number, text in enumerate(texts, 1))
    landing.put(TREATMENT_PATH, render(rows, contract=TREATMENT))
    (outcome,) = landing.ingest(TREATMENT)
    assert outcome.status == "accepted"
    found = landing.rows(
        f"select line_number - 2, strftime({column}, '%Y-%m-%d %H:%M:%S') from raw.treatment"
        f" union all select line_number - 2, finding from quarantine.bad_row"
        f" where delivery_id = '{outcome.delivery_id}'"
    )
    assert len(found) == len(texts)
    return {texts[int(str(position))]: str(value) for position, value in found}


@pytest.fixture(autouse=True)
def shown_in_utc(landing: Landing) -> None:
    landing.connection.execute("set TimeZone = 'UTC'")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-15 08:00:00", "2024-01-15 08:00:00"),
        ("2024-03-31 01:59:59", "2024-03-31 01:59:59"),
        ("2024-03-31 02:00:00", NEVER),
        ("2024-03-31 02:30:00", NEVER),
        ("2024-03-31 02:59:59", NEVER),
        ("2024-03-31 03:00:00", "2024-03-31 03:00:00"),
        ("2024-10-27 02:30:00", "2024-10-27 02:30:00"),
        ("2023-03-26 02:30:00", NEVER),
        ("2024-02-30 08:00:00", NO_TIME + "yyyy-MM-dd HH:mm:ss"),
        ("2024-01-15 24:00:00", NO_TIME + "yyyy-MM-dd HH:mm:ss"),
        ("2024-01-15 08:00", NO_TIME + "yyyy-MM-dd HH:mm:ss"),
        ("2024-01-15T08:00:00", NO_TIME + "yyyy-MM-dd HH:mm:ss"),
        ("2024-01-15 08:00:00+01:00", NO_TIME + "yyyy-MM-dd HH:mm:ss"),
    ],
)
def test_what_the_clock_on_the_wall_showed(landing: Landing, text: str, expected: str) -> None:
    assert read(landing, "called_at", [text]) == {text: expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-15T08:00:00+01:00", "2024-01-15 07:00:00"),
        ("2024-07-15T08:00:00+02:00", "2024-07-15 06:00:00"),
        ("2024-07-15T06:00:00Z", "2024-07-15 06:00:00"),
        ("2024-01-15T08:00:00+02:00", WRONG_OFFSET),
        ("2024-07-15T08:00:00+01:00", WRONG_OFFSET),
        ("2024-07-15T06:00:00+00:00", WRONG_OFFSET),
        ("2024-07-15T06:00:00+25:00", WRONG_OFFSET),
        # The clocks are put forward at 01:00 UTC: neither offset makes 02:30 a Swedish time.
        ("2024-03-31T01:59:59+01:00", "2024-03-31 00:59:59"),
        ("2024-03-31T02:30:00+01:00", WRONG_OFFSET),
        ("2024-03-31T02:30:00+02:00", WRONG_OFFSET),
        ("2024-03-31T03:00:00+02:00", "2024-03-31 01:00:00"),
        # They are put back at 01:00 UTC: 02:30 comes twice, and the offset says which it is.
        ("2024-10-27T02:30:00+02:00", "2024-10-27 00:30:00"),
        ("2024-10-27T02:30:00+01:00", "2024-10-27 01:30:00"),
        ("2024-10-27T03:00:00+02:00", WRONG_OFFSET),
        ("2024-10-27T01:59:59+01:00", WRONG_OFFSET),
        ("2024-01-15T08:00:00", NO_TIME + "yyyy-MM-ddTHH:mm:ssXXX"),
        ("2024-01-15 08:00:00+01:00", NO_TIME + "yyyy-MM-ddTHH:mm:ssXXX"),
        ("2024-01-15T08:00:00+01", NO_TIME + "yyyy-MM-ddTHH:mm:ssXXX"),
        ("2024-13-15T08:00:00+01:00", NO_TIME + "yyyy-MM-ddTHH:mm:ssXXX"),
    ],
)
def test_an_instant_under_its_offset(landing: Landing, text: str, expected: str) -> None:
    assert read(landing, "treated_at", [text]) == {text: expected}


near_a_change = st.builds(
    lambda day, seconds: datetime.fromisoformat(day) + timedelta(seconds=seconds),
    st.sampled_from(["2023-03-26", "2023-10-29", "2024-03-31", "2024-10-27", "2024-06-06"]),
    st.integers(-7200, 6 * 3600),
)
any_day = st.integers(0, 17_000 * 24 * 3600).map(
    lambda seconds: datetime.fromisoformat("1990-01-01") + timedelta(seconds=seconds)
)
wall_clock = st.one_of(near_a_change, any_day)


@EXAMPLES
@given(st.lists(wall_clock, min_size=1, max_size=10, unique=True))
def test_every_wall_clock_time(shared_landing: Landing, times: list[datetime]) -> None:
    expected = {}
    for time in times:
        there_and_back = time.replace(tzinfo=SWEDEN).astimezone(UTC).astimezone(SWEDEN)
        existed = there_and_back.replace(tzinfo=None) == time
        expected[f"{time:%Y-%m-%d %H:%M:%S}"] = f"{time:%Y-%m-%d %H:%M:%S}" if existed else NEVER

    assert read(shared_landing, "called_at", list(expected)) == expected


@EXAMPLES
@given(
    st.lists(
        st.tuples(wall_clock, st.sampled_from([0, 60, 120, 180])),
        min_size=1,
        max_size=10,
        unique=True,
    )
)
def test_every_instant(shared_landing: Landing, entries: list[tuple[datetime, int]]) -> None:
    shared_landing.connection.execute("set TimeZone = 'UTC'")
    expected = {}
    for time, minutes in entries:
        offset = timedelta(minutes=minutes)
        instant = time.replace(tzinfo=timezone(offset))
        right = instant.astimezone(SWEDEN).utcoffset() == offset
        expected[instant.isoformat()] = (
            f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if right else WRONG_OFFSET
        )

    assert read(shared_landing, "treated_at", list(expected)) == expected
