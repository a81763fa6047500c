"""The ordinary hours that the employments with monthly pay are scheduled for, month by month.

Belongs here: how long months and full time are. Who is employed belongs in ``workforce``.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa

from orchestration.synthesis.drawing import month_end
from orchestration.synthesis.economy import DELIVERED_MONTHS
from orchestration.synthesis.figures import Integers
from orchestration.synthesis.people import HOURLY, Employment
from orchestration.synthesis.swedish_time import days_of, is_working_day

# Working hours a working day in full time, by day and for those who work round the clock.
HOURS_BY_DAY, HOURS_ROUND_THE_CLOCK = 8.0, 7.65
ROUND_THE_CLOCK = {"206010", "206013", "206090", "207010", "207011", "207014", "207015"}


def ordinary_hours(employments: Sequence[Employment], seed: int) -> Integers:
    """Hundredths of an hour, of shape (employments, months); 0 where none are scheduled."""
    rng = np.random.default_rng([seed, 21])
    begins = np.array([one.employed_from.toordinal() for one in employments])
    ends = np.array([(one.employed_to or date.max).toordinal() for one in employments])
    shifts = np.array([one.occupation in ROUND_THE_CLOCK for one in employments])
    a_day = np.where(shifts, HOURS_ROUND_THE_CLOCK, HOURS_BY_DAY) * np.array(
        [one.degree / 100 for one in employments]
    )
    a_day[[one.form == HOURLY for one in employments]] = 0
    hours = np.zeros((len(employments), len(DELIVERED_MONTHS)), dtype=np.int64)
    for number, month in enumerate(DELIVERED_MONTHS):
        first, last = month.toordinal(), month_end(month).toordinal()
        held = np.clip(np.minimum(ends, last) - np.maximum(begins, first) + 1, 0, None)
        full = a_day * is_working_day(days_of(month)).sum() * held / (last - first + 1)
        # A schedule is never quite the average of its month where shifts are worked.
        full *= np.where(shifts, rng.normal(1, 0.03, size=len(full)), 1.0)
        hours[:, number] = np.round(full * 100)
    return hours


def scheduled_hours_table(numbers: Sequence[str], hours: Integers, month: date) -> pa.Table:
    """One row an employment that has ordinary hours in the month, in hundredths."""
    of_month = hours[:, DELIVERED_MONTHS.index(month)]
    scheduled = np.flatnonzero(of_month)
    return pa.table(
        {
            "reporting_month": pa.array([month] * len(scheduled), pa.date32()),
            "employment_number": [numbers[index] for index in scheduled.tolist()],
            "ordinary_hours": of_month[scheduled],
        }
    )
