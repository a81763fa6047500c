"""The waiting lists: who waits for what, since when, and how the wait ends.

Belongs here: entries from referral to visit or removal, and the month's rows of them. How many
visits a unit makes in all belongs in ``care_counts``. The lists are as long as they are: the scale
of the sample does not change them.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from orchestration.synthesis.care_drawing import Care, MonthlyTables, coded, date_column
from orchestration.synthesis.economy import DELIVERED_MONTHS, SEASONS
from orchestration.synthesis.figures import Floats, Integers, share_out
from orchestration.synthesis.identity import identity_numbers
from orchestration.synthesis.shares import course, divisible, draw_around, draw_part, month_number
from orchestration.synthesis.swedish_time import (
    OFFICE_DAYS,
    Days,
    day_weights,
    days_of,
    is_working_day,
    on_working_day,
)

Entries = npt.NDArray[np.void]
"""Entries of lists, with the fields of ``ENTRY``; NaT where something has not happened."""

ENTRY = np.dtype(
    [
        ("list", "i8"),
        ("unit", "i8"),
        ("person", "i8"),
        ("referral", "M8[D]"),
        ("offered", "M8[D]"),
        ("visit", "M8[D]"),
        ("removed", "M8[D]"),
    ]
)
NEVER = np.datetime64("NaT", "D")
DAY = np.timedelta64(1, "D")
FIRST_DAY = days_of(DELIVERED_MONTHS[0])[0]
LAST_DAY = days_of(DELIVERED_MONTHS[-1])[-1]

# Of those who wait some decline the first day that they are offered, and wait on.
DECLINED = 0.12
OFFERED = 0.6
REMOVED = 0.04
# Some patients are referred again, and entered again, while they wait.
ENTERED_TWICE = 0.05


@dataclass(frozen=True)
class WaitingList:
    """A list: referrals a month, the limit in days, the share of visits that is within it."""

    service: str
    waiting_for: str
    referrals: int
    limit: int
    in_time: Floats


LISTS = [
    WaitingList("HÖR", "HÖR-ÅTER", 95, 90,
                course(("2023-01", 0.27), ("2024-01", 0.58), ("2024-04", 0.85), ("2024-11", 0.88))),
    WaitingList("HÖR", "HÖR-NY", 210, 60,
                course(("2023-01", 0.58), ("2024-02", 0.7), ("2024-11", 0.81))),
    WaitingList("KHV", "KHV-NY-GRAVID", 270, 14, course(("2023-01", 0.78), ("2024-11", 0.87))),
    WaitingList("UM", "UM-BESÖK", 420, 14, course(("2023-01", 0.65), ("2024-11", 0.76))),
]  # fmt: skip
RETURN_VISITS, SHORT_LISTS = 0, range(1, len(LISTS))
RETURNS_COUNTED = month_number("2024-02")
# How much of the queue counted then is left at the end.
RETURNS_LEFT = 0.75

# The people of each service: years of birth, share of women. More than any list takes.
PEOPLE = 20_000
PEOPLE_OF = {"HÖR": ((1932, 1975), 0.47), "KHV": ((1981, 2004), 1.0), "UM": ((2001, 2010), 0.68)}


def waiting_lists(care: Care) -> MonthlyTables:
    """The entries of all lists, in each month from their referral to the one that closes them."""
    rng = care.rng(54)
    entries = np.concatenate(
        [_return_visits(care, rng)] + [_short_waits(care, rng, number) for number in SHORT_LISTS]
    )
    entries = entries[np.argsort(entries["referral"], kind="stable")]
    number = np.char.add("V", np.arange(20_000_001, 20_000_001 + len(entries)).astype(str))
    patient = _people(rng)[entries["person"]]
    for month in DELIVERED_MONTHS:
        first_day, last_day = days_of(month)[[0, -1]]
        here = np.flatnonzero((entries["referral"] <= last_day) & ~(_closed(entries) < first_day))
        row = entries[here]
        yield (
            month,
            pa.table(
                {
                    "reporting_month": pa.repeat(pa.scalar(month), len(row)),
                    "entry_number": number[here],
                    "patient": patient[here],
                    "care_unit": coded(row["unit"], care.units.codes),
                    "waiting_for": coded(row["list"], [each.waiting_for for each in LISTS]),
                    "referral_date": date_column(row["referral"]),
                    **{
                        f"{event}_date": date_column(_until(row[event], last_day))
                        for event in ("offered", "visit", "removed")
                    },
                }
            ),
        )


def _closed(entries: Entries) -> Days:
    """The day on which each entry left its list."""
    return np.where(np.isnat(entries["visit"]), entries["removed"], entries["visit"])


def _until(days: Days, last_day: np.datetime64) -> Days:
    """What is known at the month's end: nothing that happens later."""
    return np.where(days <= last_day, days, NEVER)


def _people(rng: np.random.Generator) -> npt.NDArray[np.str_]:
    """The identity numbers of all people, those of each service in the order of ``PEOPLE_OF``."""
    born, is_woman = [], []
    for (first, last), women in PEOPLE_OF.values():
        first_day, after = (np.datetime64(f"{year}-01-01") for year in (first, last + 1))
        born.append(rng.choice(np.arange(first_day, after), size=PEOPLE))
        is_woman.append(rng.random(PEOPLE) < women)
    return identity_numbers(rng, np.concatenate(born), np.concatenate(is_woman))


def _entered(care: Care, rng: np.random.Generator, number: int, referral: Days) -> Entries:
    """New entries of a list on the days of their referrals, one for each person."""
    service = LISTS[number].service
    entries = np.empty(len(referral), dtype=ENTRY)
    entries["list"] = number
    entries["unit"] = care.draw_units(rng, care.units.of(service), len(entries))
    people = rng.permutation(PEOPLE)[: len(entries)]
    entries["person"] = list(PEOPLE_OF).index(service) * PEOPLE + people
    entries["referral"] = referral
    for event in ("offered", "visit", "removed"):
        entries[event] = NEVER
    return entries


def _with_second_entries(care: Care, rng: np.random.Generator, entries: Entries) -> Entries:
    """Some people entered once more while they wait; that entry is removed when the first closes.

    The number of people on the list is the same with and without them.
    """
    again = entries[rng.random(len(entries)) < ENTERED_TWICE]
    closed = _closed(again)
    later = again["referral"] + rng.integers(5, 60, size=len(again)).astype("timedelta64[D]")
    again["referral"] = on_working_day(later)
    again["removed"] = closed
    again["offered"], again["visit"] = NEVER, NEVER
    again["unit"] = care.draw_units(rng, care.units.of(LISTS[again["list"][0]].service), len(again))
    still_waits = (again["referral"] <= LAST_DAY) & ~(again["referral"] >= closed)
    together: Entries = np.concatenate([entries, again[still_waits]])
    return together


def _referrals(
    rng: np.random.Generator, first_day: np.datetime64, last_day: np.datetime64, count: int
) -> Days:
    """Days of referral from one day to another, fewer in summer."""
    days = np.arange(first_day, last_day + DAY)
    days = days[is_working_day(days)]
    season = np.array(SEASONS["activity"])[days.astype("M8[M]").astype(np.int64) % 12]
    weight = day_weights(days, OFFICE_DAYS) * season
    drawn: Days = rng.choice(days, size=count, p=weight / weight.sum())
    return drawn


def _short_waits(care: Care, rng: np.random.Generator, number: int) -> Entries:
    """A list that no figure counts: each entry waits for as long as chance has it."""
    kind = LISTS[number]
    start = FIRST_DAY - 200 * DAY
    count = round(kind.referrals * float((LAST_DAY - start) / DAY) / 30.4)
    entries = _entered(care, rng, number, _referrals(rng, start, LAST_DAY, count))
    month = np.maximum(
        (entries["referral"].astype("M8[M]") - FIRST_DAY.astype("M8[M]")).astype(int), 0
    )
    wait = np.where(
        rng.random(count) < kind.in_time[month],
        1 + (kind.limit - 1) * rng.beta(3, 2, size=count),
        kind.limit + 1 + rng.exponential(kind.limit / 2, size=count),
    )
    due = on_working_day(entries["referral"] + wait.astype("timedelta64[D]"))
    is_offered = rng.random(count) < OFFERED
    declined = is_offered & (rng.random(count) < DECLINED)
    waits_on = rng.integers(3, 30, size=count).astype("timedelta64[D]") * declined
    entries["offered"] = np.where(is_offered, due, NEVER)
    entries["visit"] = on_working_day(due + waits_on)
    leaves = rng.random(count) < REMOVED
    entries["removed"][leaves] = entries["visit"][leaves]
    entries["visit"][leaves] = NEVER
    with_second = _with_second_entries(care, rng, entries)
    since_start: Entries = with_second[~(_closed(with_second) < FIRST_DAY)]
    return since_start


def _return_visits(care: Care, rng: np.random.Generator) -> Entries:
    """The list whose queue and share are printed: visits are so many that the queue is met."""
    queue = _return_queue(care, rng)
    referrals = rng.normal(LISTS[RETURN_VISITS].referrals, 4, size=len(DELIVERED_MONTHS)).astype(
        np.int64
    )
    removed = rng.integers(3, 9, size=len(DELIVERED_MONTHS))
    before = int(queue[0]) + 160
    visits = -np.diff(queue, prepend=before) + referrals - removed
    figure = "adh.hearing.return_visit_share"
    more = divisible(care.published, figure, int(visits[RETURNS_COUNTED])) - visits[RETURNS_COUNTED]
    referrals[RETURNS_COUNTED] += more
    visits[RETURNS_COUNTED] += more
    share = draw_around(rng, LISTS[RETURN_VISITS].in_time)
    # Chance leaves the month before the printed one on the course: from there the share rises.
    share[RETURNS_COUNTED - 1] = LISTS[RETURN_VISITS].in_time[RETURNS_COUNTED - 1]
    in_time = np.round(visits * share).astype(np.int64)
    in_time[RETURNS_COUNTED] = draw_part(care.published, rng, figure, int(visits[RETURNS_COUNTED]))

    referral = [_referrals(rng, FIRST_DAY - 330 * DAY, FIRST_DAY - DAY, before)]
    for month, count in zip(DELIVERED_MONTHS, referrals, strict=True):
        referral.append(_referrals(rng, days_of(month)[0], days_of(month)[-1], int(count)))
    entries = _entered(care, rng, RETURN_VISITS, np.concatenate(referral))
    declines = rng.random(len(entries)) < DECLINED
    offer = entries["referral"] + rng.integers(20, 85, len(entries)).astype("timedelta64[D]")
    entries["offered"][declines] = offer[declines]
    for number, month in enumerate(DELIVERED_MONTHS):
        _close_month(
            rng, entries, month, int(visits[number]), int(in_time[number]), int(removed[number])
        )
    return _with_second_entries(care, rng, entries)


def _return_queue(care: Care, rng: np.random.Generator) -> Integers:
    """The people in the queue at each month's end: falling from the peak, fast at first."""
    peak = int(care.published.number("adh.hearing.queue_peak"))
    counted = int(care.published.number("adh.hearing.queue_now"))
    left = round(counted * RETURNS_LEFT)
    later = len(DELIVERED_MONTHS) - 1 - RETURNS_COUNTED
    falls = np.r_[
        share_out(
            peak - counted,
            np.linspace(1.7, 0.4, RETURNS_COUNTED) * rng.uniform(0.85, 1.15, RETURNS_COUNTED),
        ),
        share_out(counted - left, rng.uniform(0.7, 1.3, later)),
    ]
    queue: Integers = peak - np.r_[0, np.cumsum(falls)]
    return queue


def _close_month(
    rng: np.random.Generator, entries: Entries, month: date, visits: int, in_time: int, removed: int
) -> None:
    """Let so many entries end in a month, of the visits so many within the limit.

    Who was referred so late that the day of the visit decides on it waits for the next month.

    Raises:
        ValueError: too few wait who can be seen in time, or too late.
    """
    first_day, last_day = days_of(month)[[0, -1]]
    limit = LISTS[RETURN_VISITS].limit * DAY
    has_declined = entries["offered"] < first_day
    will_decline = entries["offered"] >= first_day
    waits = np.isnat(_closed(entries)) & (entries["referral"] < first_day) & ~will_decline
    early = waits & (has_declined | (entries["referral"] >= last_day - limit))
    late = waits & ~has_declined & (entries["referral"] < first_day - limit)
    # Some are urgent and come at once; of the others the longest waiting come first.
    seen_early = rng.choice(np.flatnonzero(early), size=in_time, replace=False)
    turn = entries["referral"] + rng.integers(0, 60, len(entries)).astype("timedelta64[D]")
    seen_late = _first(np.flatnonzero(late), turn, visits - in_time)
    left = np.setdiff1d(np.flatnonzero(waits), np.r_[seen_early, seen_late])
    entries["removed"][_first(left, turn, removed)] = rng.choice(days_of(month), size=removed)

    seen = np.r_[seen_early, seen_late]
    days = days_of(month)
    entries["visit"][seen] = rng.choice(days, size=visits, p=day_weights(days, OFFICE_DAYS))
    is_offered = (rng.random(visits) < OFFERED) & ~has_declined[seen]
    visit, referral = entries["visit"][seen], entries["referral"][seen]
    # The day of the visit was offered some time before it, but never one within the limit too late.
    earliest = np.where(np.arange(visits) < in_time, referral, referral + limit + DAY)
    ahead = (visit - earliest).astype(np.int64) * rng.random(visits) ** 3
    offered = visit - np.minimum(ahead, 14).astype(np.int64).astype("timedelta64[D]")
    entries["offered"][seen[is_offered]] = offered[is_offered]


def _first(candidates: Integers, turn: Days, count: int) -> Integers:
    """Those of the candidates whose turn it is."""
    if len(candidates) < count:
        raise ValueError(f"{count} patients are to be seen, but only {len(candidates)} wait")
    return candidates[np.argsort(turn[candidates], kind="stable")[:count]]
