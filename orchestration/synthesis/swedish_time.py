"""Swedish time: days and instants of 2023 and 2024, and what the clock on the wall shows.

Belongs here: public holidays, summer time and the hours of the day. Who does what when belongs
elsewhere.

Instants are numpy datetime64[s] in UTC, days datetime64[D] in Sweden.
"""

from datetime import date

import numpy as np
import numpy.typing as npt

from orchestration.synthesis.figures import Booleans, Floats, Integers

Instants = npt.NDArray[np.datetime64]
Days = npt.NDArray[np.datetime64]

HOUR = 3_600
# To summer time and back, in turn.
CLOCK_CHANGES = np.array(
    ["2023-03-26T01:00", "2023-10-29T01:00", "2024-03-31T01:00", "2024-10-27T01:00"],
    dtype="datetime64[s]",
)

# The days from Monday to Friday on which offices are closed.
HOLIDAYS = np.array(
    ["2023-01-06", "2023-04-07", "2023-04-10", "2023-05-01", "2023-05-18", "2023-06-06",
     "2023-06-23", "2023-12-25", "2023-12-26",
     "2024-01-01", "2024-03-29", "2024-04-01", "2024-05-01", "2024-05-09", "2024-06-06",
     "2024-06-21", "2024-12-24", "2024-12-25", "2024-12-26", "2024-12-31"],
    dtype="datetime64[D]",
)  # fmt: skip

# How much happens on Monday to Sunday, and in each hour of the day.
ALL_WEEK = np.array([1.05, 1.0, 1.0, 1.0, 1.05, 0.95, 0.95])
OFFICE_DAYS = np.array([1.1, 1.05, 1.0, 1.0, 0.85, 0.03, 0.02])
ROUND_THE_CLOCK = np.array([2, 2, 1.5, 1.5, 1.5, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 5, 4,
                            3, 3])  # fmt: skip
OFFICE_HOURS = np.array([0, 0, 0, 0, 0, 0, 0, 5, 10, 9, 7, 6, 4, 6, 5, 3, 1, 0, 0, 0, 0, 0, 0, 0])


def days_of(month: date) -> Days:
    """Every day of a month."""
    first = np.datetime64(month, "M")
    days: Days = np.arange(first, first + 1, dtype="datetime64[D]")
    return days


def is_working_day(days: Days) -> Booleans:
    """Whether each day is one from Monday to Friday that is no holiday."""
    return np.asarray(np.is_busday(days, holidays=HOLIDAYS))


def on_working_day(days: Days) -> Days:
    """Weekends and holidays moved to the next working day."""
    moved: Days = np.busday_offset(days, 0, roll="forward", holidays=HOLIDAYS)
    return moved


def day_weights(days: Days, week: Floats) -> Floats:
    """The part of what happens that falls on each day, by its weekday; holidays are Sundays."""
    monday_is_0 = (days.astype(np.int64) + 3) % 7
    weight = week[np.where(np.isin(days, HOLIDAYS), 6, monday_is_0)]
    parts: Floats = weight / weight.sum()
    return parts


def draw_days(rng: np.random.Generator, month: date, rows: int, week: Floats) -> Days:
    """Days of a month in their order, drawn by the weight of their weekday."""
    days = days_of(month)
    # In order by construction: how many rows each day has.
    drawn: Days = np.repeat(days, rng.multinomial(rows, day_weights(days, week)))
    return drawn


def later(instants: Instants, seconds: Floats | Integers | int) -> Instants:
    """So many whole seconds after."""
    whole = np.asarray(seconds).astype(np.int64).astype("timedelta64[s]")
    after: Instants = instants + whole
    return after


def wall_clock(instants: Instants) -> Instants:
    """What the clock in Sweden shows, without offset."""
    is_summer = np.searchsorted(CLOCK_CHANGES, instants, side="right") % 2
    return later(instants, (1 + is_summer) * HOUR)


def at_clock(days: Days, hours: int = 0) -> Instants:
    """The instant at which the clock shows midnight of a day, or a full hour from 3 on."""
    shown = later(days.astype("datetime64[s]"), hours * HOUR)
    in_winter = later(shown, -HOUR)
    instants: Instants = in_winter + (shown - wall_clock(in_winter))
    return instants


def draw_instants(rng: np.random.Generator, days: Days, hours: Floats) -> Instants:
    """An instant of each day, by the weight of its hours; in order where the days are.

    A day of a clock change is an hour shorter or longer, and so is every hour of it a little.
    """
    hour = rng.choice(24, size=len(days), p=hours / hours.sum())
    start, end = at_clock(days), at_clock(days + 1)
    part = (hour + rng.random(len(days))) / 24
    return np.sort(later(start, (end - start).astype(np.int64) * part))


def across_clock_change(rng: np.random.Generator, month: np.datetime64, rows: int) -> Instants:
    """Instants in the five minutes before the clock change of a month; none in other months."""
    changes = CLOCK_CHANGES[CLOCK_CHANGES.astype("datetime64[M]") == month]
    return later(np.repeat(changes, rows), -rng.integers(1, HOUR // 12, size=len(changes) * rows))
