"""What care times by the clock: laboratory answers, ambulances, calls and chats.

Belongs here: how many rows each month has, when they come and how long they take. Summer time
belongs in ``swedish_time``, what is counted by the day in ``care_counts``.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from orchestration.synthesis.care_drawing import Care, MonthlyTables, coded, draw_codes
from orchestration.synthesis.economy import DELIVERED_MONTHS
from orchestration.synthesis.figures import Booleans, Floats, Integers
from orchestration.synthesis.shares import Shares, course, draw_shares, volumes
from orchestration.synthesis.swedish_time import (
    ALL_WEEK,
    HOUR,
    OFFICE_DAYS,
    OFFICE_HOURS,
    ROUND_THE_CLOCK,
    Instants,
    across_clock_change,
    at_clock,
    draw_days,
    draw_instants,
    later,
    on_working_day,
    wall_clock,
)

# Of each kind of row that runs at night, so many begin just before a clock change.
ACROSS_CLOCK_CHANGE = 6
MINUTE = 60
NEVER = np.datetime64("NaT")

DISCIPLINES = ["MIKRO", "KEM", "PAT", "TRANS"]
PRIORITIES = ["A", "R"]
ANSWERED_BY = 9
ACUTE_LIMIT = 60 * MINUTE
UNANSWERED = 0.1
PRIORITY_1_LIMIT = 20 * MINUTE
CALLED_OFF = 0.03

OUTCOMES = ["BESVARAT", "UPPRINGT", "TAPPAT", "EJ KONTAKT"]
ANSWERED, CALLED_BACK, ABANDONED, NOT_REACHED = range(4)


@dataclass(frozen=True)
class SamplesOf:
    """The samples of a discipline and priority, and the units that answer them.

    ``in_time`` is the share that its time limit is met in, where it has one.
    """

    discipline: str
    priority: str
    units: str
    a_month: int
    hours: float
    in_time: Floats | None = None


MICROBIOLOGY = course(("2023-01", 0.74), ("2024-02", 0.79), ("2024-11", 0.83))
SAMPLES = [
    SamplesOf("MIKRO", "A", "mikrobiologi", 1_200, 14, MICROBIOLOGY),
    SamplesOf("MIKRO", "R", "mikrobiologi", 3_500, 20, MICROBIOLOGY),
    SamplesOf("KEM", "A", "kemi", 5_600, 0.6,
              course(("2023-01", 0.92), ("2024-02", 0.945), ("2024-11", 0.955))),
    SamplesOf("KEM", "R", "kemi", 7_000, 5),
    SamplesOf("PAT", "A", "Patologi", 150, 60),
    SamplesOf("PAT", "R", "Patologi", 1_100, 240),
    SamplesOf("TRANS", "A", "Transfusion", 500, 1),
    SamplesOf("TRANS", "R", "Transfusion", 900, 12),
]  # fmt: skip


def laboratory_answers(care: Care) -> MonthlyTables:
    """Samples by discipline and priority, with the instants of sampling and answer."""
    rng = care.rng(50)
    in_time = [_samples_in_time(care, rng, kind) for kind in SAMPLES]
    discipline = np.array([DISCIPLINES.index(kind.discipline) for kind in SAMPLES])
    priority = np.array([PRIORITIES.index(kind.priority) for kind in SAMPLES])
    for number, month in enumerate(DELIVERED_MONTHS):
        kind = np.repeat(range(len(SAMPLES)), [of_kind.wholes[number] for of_kind in in_time])
        unit = np.empty(len(kind), dtype=np.int64)
        sampled, answered = [], []
        for code, samples in enumerate(SAMPLES):
            rows = int(in_time[code].wholes[number])
            unit[kind == code] = care.draw_units(rng, care.units.of("LAB", samples.units), rows)
            taken = _with_clock_change(
                rng,
                month,
                draw_instants(rng, draw_days(rng, month, rows, ALL_WEEK), ROUND_THE_CLOCK),
            )
            is_in_time = _so_many(rng, rows, int(in_time[code].parts[number]))
            sampled.append(taken)
            answered.append(_answers(rng, samples, taken, is_in_time))
        order = np.argsort(np.concatenate(sampled), kind="stable")
        columns = {
            "discipline": coded(discipline[kind[order]], DISCIPLINES),
            "priority": coded(priority[kind[order]], PRIORITIES),
            "sampled_at": _instant_column(np.concatenate(sampled)[order]),
            "answered_at": _instant_column(np.concatenate(answered)[order]),
        }
        yield month, care.table("answer_number", month, unit[order], columns)


def _samples_in_time(care: Care, rng: np.random.Generator, kind: SamplesOf) -> Shares:
    """The samples of a kind month by month, and those answered within the limit if it has one."""
    pace = "flat" if kind.priority == "A" else "activity"
    wholes = volumes(rng, kind.a_month * care.scale, pace=pace)
    if kind.in_time is None:
        return Shares(wholes, wholes)
    return draw_shares(care.published, rng, wholes, kind.in_time, {})


def _answers(
    rng: np.random.Generator, kind: SamplesOf, sampled: Instants, is_in_time: Booleans
) -> Instants:
    """When samples are answered: up to the limit, the limit included, or after it or never."""
    rows = len(sampled)
    typical = kind.hours * HOUR * rng.lognormal(0, 0.4, size=rows)
    if kind.in_time is None:
        return later(sampled, typical)
    if kind.discipline == "MIKRO":
        sampled_on = wall_clock(sampled).astype("datetime64[D]")
        limit = (at_clock(sampled_on + 1, ANSWERED_BY) - sampled).astype(np.int64)
    else:
        limit = np.full(rows, ACUTE_LIMIT)
    early = limit - (limit * rng.beta(1, 4, size=rows)).astype(np.int64)
    late = limit + 1 + rng.exponential(kind.hours * HOUR / 3, size=rows)
    answered = later(sampled, np.where(is_in_time, early, late))
    answered[~is_in_time & (rng.random(rows) < UNANSWERED)] = NEVER
    return answered


def ambulance_assignments(care: Care) -> MonthlyTables:
    """Assignments by priority, with the instants of call, dispatch and arrival."""
    rng = care.rng(51)
    others = volumes(rng, 2_600 * care.scale, pace="flat")
    in_time = draw_shares(
        care.published,
        rng,
        volumes(rng, 1_400 * care.scale, pace="flat"),
        course(("2023-01", 0.9), ("2024-11", 0.92)),
        {},
    )
    for number, month in enumerate(DELIVERED_MONTHS):
        urgent, arrived_in_time = int(in_time.wholes[number]), int(in_time.parts[number])
        called_off = int(rng.binomial(urgent, CALLED_OFF))
        priority = rng.permutation(
            np.r_[
                np.zeros(urgent + called_off, dtype=np.int64),
                1 + draw_codes(rng, int(others[number]), [3, 1]),
            ]
        )
        rows = len(priority)
        called = _with_clock_change(
            rng, month, draw_instants(rng, draw_days(rng, month, rows, ALL_WEEK), ROUND_THE_CLOCK)
        )
        response = 25 * MINUTE * rng.lognormal(0, 0.5, size=rows)
        has_arrived = rng.random(rows) >= CALLED_OFF
        prio_1 = rng.permutation(np.flatnonzero(priority == 0))
        fast, slow, off = np.split(prio_1, [arrived_in_time, urgent])
        response[fast] = rng.triangular(3 * MINUTE, 11 * MINUTE, PRIORITY_1_LIMIT, len(fast))
        response[slow] = PRIORITY_1_LIMIT + 1 + rng.exponential(5 * MINUTE, size=len(slow))
        has_arrived[prio_1] = True
        has_arrived[off] = False
        arrived = later(called, response)
        arrived[~has_arrived] = NEVER
        columns = {
            "priority": coded(priority, ["1", "2", "3"]),
            "called_at": _instant_column(called),
            "dispatched_at": _instant_column(
                later(called, response * rng.uniform(0.05, 0.3, rows))
            ),
            "arrived_at": _instant_column(arrived),
        }
        unit = care.draw_units(rng, care.units.of("AMB"), rows)
        yield month, care.table("assignment_number", month, unit, columns)


@dataclass(frozen=True)
class Calls:
    """A month's calls to some units, each of shape (rows,)."""

    unit: Integers
    arrived: Instants
    outcome: Integers
    contact: Instants


def calls(care: Care) -> MonthlyTables:
    """Calls to 1177, to the primary care clinics and to the dental clinics."""
    rng = care.rng(52)
    answered = draw_shares(
        care.published,
        rng,
        volumes(rng, 7_400 * care.scale, pace="flat"),
        course(("2023-01", 0.77), ("2024-02", 0.82), ("2024-03", 0.86), ("2024-11", 0.885)),
        {},
    )
    same_day = {
        service: draw_shares(
            care.published, rng, volumes(rng, a_month * care.scale), shares, {"2024-11": figure}
        )
        for service, a_month, shares, figure in (
            ("VC", 9_200, course(("2023-01", 0.92), ("2024-11", 0.952)), "nsvh.phone.first"),
            ("FTV", 3_000, course(("2023-01", 0.83), ("2024-11", 0.87)), "nsvh.phone.second"),
        )
    }
    for number, month in enumerate(DELIVERED_MONTHS):
        rows = int(answered.wholes[number])
        arrived = draw_instants(rng, draw_days(rng, month, rows, ALL_WEEK), ROUND_THE_CLOCK)
        drawn = [
            _advice_calls(
                rng,
                care.draw_units(rng, care.units.of("1177"), rows),
                _with_clock_change(rng, month, arrived),
                _so_many(rng, rows, int(answered.parts[number])),
            )
        ]
        for service, shares in same_day.items():
            rows = int(shares.wholes[number])
            abandoned = int(rng.binomial(rows, 0.05))
            days = draw_days(rng, month, rows + abandoned, OFFICE_DAYS)
            drawn.append(
                _clinic_calls(
                    rng,
                    care.draw_units(rng, care.units.of(service), len(days)),
                    draw_instants(rng, days, OFFICE_HOURS),
                    rows,
                    int(shares.parts[number]),
                )
            )
        order = np.argsort(np.concatenate([some.arrived for some in drawn]), kind="stable")
        columns = {
            "arrived_at": _clock_column(np.concatenate([some.arrived for some in drawn])[order]),
            "outcome": coded(np.concatenate([some.outcome for some in drawn])[order], OUTCOMES),
            "contact_at": _clock_column(np.concatenate([some.contact for some in drawn])[order]),
        }
        unit = np.concatenate([some.unit for some in drawn])[order]
        yield month, care.table("call_number", month, unit, columns)


def _advice_calls(
    rng: np.random.Generator, unit: Integers, arrived: Instants, is_answered: Booleans
) -> Calls:
    """Calls to 1177: answered after a wait, some called back; the others mostly gave up."""
    rows = len(unit)
    chance = rng.random(rows)
    outcome = np.where(
        is_answered,
        np.where(chance < 0.92, ANSWERED, CALLED_BACK),
        np.where(chance < 0.93, ABANDONED, NOT_REACHED),
    )
    wait = 7 * MINUTE * rng.lognormal(0, 0.7, size=rows)
    wait[outcome == CALLED_BACK] += 40 * MINUTE
    contact = later(arrived, wait)
    contact[~is_answered] = NEVER
    return Calls(unit, arrived, outcome, contact)


def _clinic_calls(
    rng: np.random.Generator, unit: Integers, arrived: Instants, kept: int, same_day: int
) -> Calls:
    """Calls to clinics: of those that were kept up so many got contact on the same day."""
    rows = len(unit)
    next_days, given_up = np.split(rng.permutation(rows), [same_day, kept])[1:]
    outcome = np.where(rng.random(rows) < 0.25, ANSWERED, CALLED_BACK)
    reached = rng.random(len(next_days)) < 0.8
    outcome[next_days] = np.where(reached, CALLED_BACK, NOT_REACHED)
    outcome[given_up] = ABANDONED
    day = wall_clock(arrived).astype("datetime64[D]")
    wait = np.where(outcome == ANSWERED, 4 * MINUTE, 80 * MINUTE) * rng.lognormal(0, 0.6, rows)
    rest_of_day = (at_clock(day + 1) - arrived).astype(np.int64)
    contact = later(arrived, np.minimum(wait, rest_of_day * rng.random(rows)))
    some_days = rng.integers(1, 4, size=len(next_days)).astype("timedelta64[D]")
    opens = at_clock(on_working_day(day[next_days] + some_days), 8)
    contact[next_days] = later(opens, rng.uniform(0, 8 * HOUR, size=len(next_days)))
    contact[(outcome == ABANDONED) | (outcome == NOT_REACHED)] = NEVER
    return Calls(unit, arrived, outcome, contact)


def chats(care: Care) -> MonthlyTables:
    """Chats started with the primary care clinics and the dental clinics."""
    rng = care.rng(53)
    started = {
        "VC": volumes(rng, 4_200 * care.scale, 0.2),
        "FTV": volumes(rng, 650 * care.scale, 0.3),
    }
    started["VC"][-1] = int(care.published.number("nsvh.chats.started"))
    for number, month in enumerate(DELIVERED_MONTHS):
        rows = [int(counts[number]) for counts in started.values()]
        unit = rng.permutation(
            np.concatenate(
                [
                    care.draw_units(rng, care.units.of(service), count)
                    for service, count in zip(started, rows, strict=True)
                ]
            )
        )
        instants = draw_instants(rng, draw_days(rng, month, sum(rows), OFFICE_DAYS), OFFICE_HOURS)
        yield (
            month,
            care.table("chat_number", month, unit, {"started_at": _clock_column(instants)}),
        )


def _with_clock_change(rng: np.random.Generator, month: date, instants: Instants) -> Instants:
    """The instants of a month, some of them moved to just before its clock change if it has one."""
    across = across_clock_change(rng, np.datetime64(month, "M"), ACROSS_CLOCK_CHANGE)
    return np.sort(np.r_[across, instants[len(across) :]])


def _so_many(rng: np.random.Generator, rows: int, parts: int) -> Booleans:
    """True in so many rows, anywhere among them."""
    return np.asarray(rng.permutation(rows) < parts)


def _instant_column(instants: npt.NDArray[np.datetime64]) -> pa.Array:
    """Instants; NaT is no value."""
    return pa.array(instants.astype("datetime64[s]"), pa.timestamp("s")).cast(
        pa.timestamp("s", "UTC")
    )


def _clock_column(instants: Instants) -> pa.Array:
    """What the clock shows at the instants; NaT is no value."""
    return pa.array(wall_clock(instants).astype("datetime64[s]"), pa.timestamp("s"))
