"""The marts of the workforce, computed a second time.

Here: hired staff from the books, turnover and sick leave from the rows about employments.
Not here: reading (`extracts`), the tree of organisations (`structure`), withholding what is small:
only which cells are.
"""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pandas as pd

from tests.oracle.mart import (
    NOTHING_TO_MEASURE,
    Count,
    Hours,
    Key,
    Mart,
    Measured,
    Rows,
    Targets,
    Value,
    percent,
    quality,
)
from tests.oracle.structure import RESULT, Books, Region, holds_in, months_between, windows_of

# Groups of one to ten people are small.
SMALL = range(1, 11)
PERMANENT_AND_POOL = ("TV", "ÅRS")
OPEN_END = "2200-01-01"
ONE_DAY = pd.Timedelta(days=1)
LONG_SICKNESS = 60
NOT_DELIVERED = "not delivered: a month of the window is missing"
# Ordinary hours are hundredths, extents hundredths of a percent: their product in hours.
PARTS_OF_AN_HOUR = 100 * 100 * 100
PARTS = ("female", "male", "age_29_or_younger", "age_30_to_49", "age_50_or_older")


class Workforce:
    """Computes every mart of the workforce.

    Args:
        hr: the extracts of HR by name.
        region: the seeds.
        books: the ledger, summed up, and the places of the cost centres.
        targets: the targets by month.
    """

    def __init__(
        self, hr: dict[str, pd.DataFrame], region: Region, books: Books, targets: Targets
    ) -> None:
        self._region = region
        self._books = books
        self._targets = targets
        self._places = books.places[["month", "cost_centre", "organisation"]]
        self._hired = hr["hired_staff"]
        delivered = hr["scheduled_hours"]["month"]
        self._months = months_between(delivered.min(), delivered.max())
        self._known = {*delivered} & {*hr["absence"]["month"]}
        employments = _with_days(hr["employment"])
        self._held = employments[employments["form"].isin(PERMANENT_AND_POOL)]
        self._scheduled = self._by_subject(
            _with_days_of_month(hr["scheduled_hours"].merge(employments, on="employment"))
        )
        self._sick = self._sick_hours(_sick_days(hr["absence"], employments))
        self._headcount = self._month_end_headcount()

    def marts(self) -> dict[str, Mart]:
        """Every mart by name."""
        small = self._small_cells()
        return {
            "staffing_cost_ratio": self._staffing_cost_ratio(),
            "staff_turnover": self._staff_turnover(small),
            "sick_leave": self._sick_leave(small),
        }

    def kpi_rows(self, marts: dict[str, Mart]) -> Iterator[tuple[Key, Measured]]:
        """The rows of the table of measures by key."""
        yield from self._hired_kpi_rows(marts["staffing_cost_ratio"])
        for name, columns in KPI_OF_MART.items():
            mart = marts[name]
            for key, values in mart.rows.items():
                row = dict(zip((*mart.key, *mart.values), (*key, *values), strict=True))
                where = (key[0], str(row.get("subject", RESULT)), str(row["period"]), key[-1])
                if name == "staff_turnover":
                    row["fewest_changes"] = min(
                        (row["leavers_corrected"], row["joiners"]), key=_number
                    )
                cell, unmeasured = mart.cells[key], None
                for measure, (value, numerator, denominator) in columns.items():
                    if measure == "sick_leave_60_days" and row["ordinary_hours"]:
                        unmeasured = None if row["sick_hours"] else NOTHING_TO_MEASURE
                    share = (row[value], row[numerator], row[denominator])
                    reasons = quality(unmeasured, _text(row["quality"]))
                    yield (measure, *where), Measured(*share, reasons, cell)
                if row.get("corrected_low_percent") is not None:
                    for measure, column in CORRECTED.items():
                        yield (
                            (measure, *where),
                            Measured(
                                row[column],
                                quality=row["quality"],
                                cell=cell,
                                parts=mart.parts[key],
                            ),
                        )
        for fault in self._region.faults:
            middle = Fraction(fault["understated_from_percent"]) / 2
            middle += Fraction(fault["understated_to_percent"]) / 2
            for month in self._months:
                if holds_in(month, fault):
                    where = (fault["organisation_code"], fault["fault"], month, "point_in_time")
                    yield (
                        (f"{fault['measure']}_underreporting", *where),
                        Measured(middle, quality=fault["quality"]),
                    )

    def _hired_kpi_rows(self, mart: Mart) -> Iterator[tuple[Key, Measured]]:
        cost: dict[Key, int] = {}
        for key, values in mart.rows.items():
            row = dict(zip(mart.values, values, strict=True))
            organisation, month, window = key
            hired = row["hired_staff_cost"]
            assert isinstance(hired, int)
            cost[key] = hired
            where = (organisation, RESULT, month, window)
            yield ("hired_staff_cost", *where), Measured(hired)
            for measure, (share, part, whole) in HIRED_SHARES.items():
                yield (
                    (measure, *where),
                    Measured(
                        row[share],
                        row[part],
                        row[whole],
                        None if row[whole] else NOTHING_TO_MEASURE,
                    ),
                )
        level = {row["organisation_code"]: row["level"] for row in self._region.organisations}
        for child in self._region.organisations:
            code, parent = child["organisation_code"], child["parent_organisation_code"]
            if child["level"] == "area" and level[parent] == "administration":
                for (organisation, month, window), amount in cost.items():
                    if organisation == parent:
                        where = (parent, f"all_areas_but_{code}", month, window)
                        yield (
                            ("hired_staff_cost", *where),
                            Measured(amount - cost[code, month, window]),
                        )

    def _staffing_cost_ratio(self) -> Mart:
        """What hired staff cost, from the ledger; the hours that it bought, from HR."""
        placed = self._hired.merge(self._places, on=["month", "cost_centre"])
        hours = _by_key(placed.groupby(["organisation", "month"])["hours"].sum())
        # Cost is negative in the report's sign.
        cost = {
            (group, str(organisation), str(month)): -int(amount)
            for group in COST_GROUPS
            for organisation, row in self._books.actual.xs(group, level=1).iterrows()
            for month, amount in row.items()
        }
        rows: Rows = {}
        for organisation in (row["organisation_code"] for row in self._region.organisations):
            for window, month, months in windows_of(self._books.booked_months):
                hired, doctors, nurses, own, total = (
                    sum(cost[group, organisation, each] for each in months) for group in COST_GROUPS
                )
                of_total, of_own = percent(hired, total), percent(doctors + nurses, own)
                target_of_total, attained_of_total = self._targets.of(
                    ("hired_staff_share_of_total", organisation, RESULT, month), of_total
                )
                target_of_own, attained_of_own = self._targets.of(
                    ("hired_staff_share_of_own", organisation, RESULT, month), of_own
                )
                rows[organisation, month, window] = (
                    hired,
                    doctors + nurses,
                    own,
                    total,
                    of_total,
                    of_own,
                    target_of_total,
                    target_of_own,
                    attained_of_total,
                    attained_of_own,
                    Hours(sum(hours[organisation, each] for each in months), 100),
                )
        return Mart(
            ("organisation_code", "period", "window"),
            (
                "hired_staff_cost",
                "hired_doctors_nurses_cost",
                "own_personnel_cost",
                "total_personnel_cost",
                "hired_share_of_total_percent",
                "hired_share_of_own_percent",
                "target_share_of_total_percent",
                "target_share_of_own_percent",
                "attained_share_of_total",
                "attained_share_of_own",
                "hired_hours",
            ),
            rows,
        )

    def _month_end_headcount(self) -> dict[Key, int]:
        """(organisation, month) -> persons with a permanent or pool employment on its last day."""
        heads: dict[Key, int] = defaultdict(int)
        for month in self._months:
            last = pd.Period(month).end_time.normalize()
            there = self._held[(self._held["begins"] <= last) & (self._held["ends"] >= last)]
            placed = there.assign(month=month).merge(self._places, on=["month", "cost_centre"])
            for organisation, persons in placed.groupby("organisation")["person"]:
                heads[str(organisation), month] = persons.nunique()
        return heads

    def _staff_turnover(self, small: frozenset[Key]) -> Mart:
        left, joined = self._changes("ends", ONE_DAY), self._changes("begins", -ONE_DAY)
        rows: Rows = {}
        for window, month, months in windows_of(self._months):
            if window != "r12":
                continue
            leavers = _persons(left[~left["same_form"]], months)
            leavers_corrected = _persons(left[~left["any_form"]], months)
            joiners = _persons(joined[~joined["any_form"]], months)
            for organisation in sorted({organisation for organisation, _ in self._headcount}):
                average = Fraction(sum(self._headcount[organisation, m] for m in months), 12)
                came, went = joiners[organisation], leavers[organisation]
                went_for_good = leavers_corrected[organisation]
                turnover = percent(went, average)
                rows[organisation, month, window] = (
                    Count(went),
                    Count(went_for_good),
                    Count(came),
                    average,
                    turnover,
                    percent(went_for_good, average),
                    percent(min(went_for_good, came), average),
                    *self._targets.of(("staff_turnover", organisation, RESULT, month), turnover),
                    None if average else NOTHING_TO_MEASURE,
                )
        return Mart(
            ("organisation_code", "period", "window"),
            (
                "leavers",
                "leavers_corrected",
                "joiners",
                "average_headcount",
                "staff_turnover_percent",
                "staff_turnover_corrected_percent",
                "staff_turnover_lowest_percent",
                "target_percent",
                "attained",
                "quality",
            ),
            rows,
            cells={key: (key[0], RESULT) for key in rows},
            small_cells=small,
            kept=frozenset({"target_percent"}),
        )

    def _changes(self, event: str, step: pd.Timedelta) -> pd.DataFrame:
        """Employments that begin or end in an organisation, and what the person has the next day.

        Returns:
            organisation, month, person, same_form, any_form: whether the person has an employment
            of the same form, or of any of the forms, there on the day beyond the event.
        """
        first, last = pd.Period(self._months[0]), pd.Period(self._months[-1])
        days = self._held[event]
        inside = (days >= first.start_time) & (days <= last.end_time.normalize())
        beyond = days[inside] + step
        month_beyond = _month_of(beyond)
        events = self._held[inside].assign(
            month=_month_of(days[inside]),
            beyond=beyond,
            # Where the tree is not known yet, it is taken as it first stood.
            month_beyond=month_beyond.where(month_beyond >= self._months[0], self._months[0]),
        )
        events = events.merge(self._places, on=["month", "cost_centre"])
        held = self._held.rename(columns={"cost_centre": "other_cost_centre", "form": "other_form"})
        others = events[["employment", "person", "form", "organisation", "beyond", "month_beyond"]]
        others = others.merge(
            held[["person", "other_cost_centre", "other_form", "begins", "ends"]], on="person"
        )
        others = others[
            (others["begins"] <= others["beyond"]) & (others["beyond"] <= others["ends"])
        ]
        others = others.merge(
            self._places.set_axis(["month_beyond", "other_cost_centre", "organisation"], axis=1),
            on=["month_beyond", "other_cost_centre", "organisation"],
        )
        event_key = pd.MultiIndex.from_frame(events[["employment", "organisation"]])
        of_same_form = others[others["form"] == others["other_form"]]
        return events.assign(
            same_form=event_key.isin(_pairs(of_same_form)), any_form=event_key.isin(_pairs(others))
        )[["organisation", "month", "person", "same_form", "any_form"]]

    def _by_subject(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows of employments and months, once for everybody, once by sex, once by age."""
        age = rows["month"].str[:4].astype(int) - rows["birth_year"]
        band = np.select([age <= 29, age <= 49], PARTS[2:4], PARTS[4])
        sex = rows["sex"].map({"K": PARTS[0], "M": PARTS[1]})
        fault = pd.Series("", index=rows.index)
        for each in self._region.faults:
            there = self._places[self._places["organisation"] == each["organisation_code"]]
            there = there[[holds_in(month, each) for month in there["month"]]]
            hit = pd.MultiIndex.from_frame(rows[["month", "cost_centre"]]).isin(
                pd.MultiIndex.from_frame(there[["month", "cost_centre"]])
            )
            assert not (hit & (fault != "")).any(), "two faults at one place in one month"
            fault[hit] = each["fault"]
        rows = rows.assign(fault=fault)[
            ["employment", "person", "month", "cost_centre", "hours", "days", "fault"]
        ]
        return pd.concat(rows.assign(subject=subject) for subject in (RESULT, sex, band))

    def _sick_hours(self, days: pd.DataFrame) -> dict[Key, int]:
        """(organisation, subject, month, long_since, fault, days) -> hours, in parts of an hour.

        An hour has as many parts as PARTS_OF_AN_HOUR times the days, which are those of the month
        on which the employment holds.
        """
        extents = days.groupby(["employment", "month", "long_since"], as_index=False)["extent"]
        sick = extents.sum().merge(self._scheduled, on=["employment", "month"])
        sick["parts"] = sick["extent"] * sick["hours"]
        placed = sick.merge(self._places, on=["month", "cost_centre"])
        return _by_key(
            placed.groupby(["organisation", "subject", "month", "long_since", "fault", "days"])[
                "parts"
            ].sum()
        )

    def _sick_leave(self, small: frozenset[Key]) -> Mart:
        placed = self._scheduled.merge(self._places, on=["month", "cost_centre"])
        ordinary = _by_key(placed.groupby(["organisation", "subject", "month"])["hours"].sum())
        faulty = set(
            placed.loc[placed["fault"] != "", ["organisation", "subject", "month", "fault"]]
            .drop_duplicates()
            .itertuples(index=False, name=None)
        )
        sick: dict[Key, list[tuple[str, str, Fraction]]] = defaultdict(list)
        for (code, part, month, long_since, fault, days), amount in self._sick.items():
            hours = Fraction(amount, PARTS_OF_AN_HOUR * int(days))
            sick[code, part, month].append((long_since, fault, hours))
        faults = {fault["fault"]: fault for fault in self._region.faults}

        rows: Rows = {}
        fault_parts: dict[Key, frozenset[Key]] = {}
        for organisation, subject in sorted({key[:2] for key in ordinary}):
            for window, month, months in windows_of(self._months):
                if window == "ytd":
                    continue
                key = (organisation, subject, month, window)
                if not self._known.issuperset(months):
                    target, _ = self._targets.of(("sick_leave", *key[:3]), None)
                    rows[key] = (*[None] * 7, target, None, NOT_DELIVERED)
                    continue
                scheduled = Fraction(sum(ordinary[organisation, subject, m] for m in months), 100)
                parts = [part for m in months for part in sick[organisation, subject, m]]
                hours = sum((part for _, _, part in parts), Fraction(0))
                long = sum((part for since, _, part in parts if since <= month), Fraction(0))
                named = sorted(
                    name
                    for name in faults
                    if any((organisation, subject, m, name) in faulty for m in months)
                )
                low, high = hours, hours
                for name in named:
                    reported = sum((part for _, fault, part in parts if fault == name), Fraction(0))
                    low += _corrected(reported, faults[name]["understated_from_percent"]) - reported
                    high += _corrected(reported, faults[name]["understated_to_percent"]) - reported
                if named:
                    fault_parts[key] = frozenset(
                        (faults[name]["organisation_code"], subject) for name in named
                    )
                share = percent(hours, scheduled)
                rows[key] = (
                    Hours(hours),
                    Hours(scheduled),
                    Hours(long),
                    share,
                    percent(long, hours),
                    percent(low, scheduled) if named else None,
                    percent(high, scheduled) if named else None,
                    *self._targets.of(("sick_leave", organisation, subject, month), share),
                    quality(
                        None if scheduled else NOTHING_TO_MEASURE,
                        *(faults[name]["quality"] for name in named),
                    ),
                )
        return Mart(
            ("organisation_code", "subject", "period", "window"),
            (
                "sick_hours",
                "ordinary_hours",
                "long_sick_hours",
                "sick_leave_percent",
                "sick_leave_60_days_percent",
                "corrected_low_percent",
                "corrected_high_percent",
                "target_percent",
                "attained",
                "quality",
            ),
            rows,
            cells={key: key[:2] for key in rows},
            small_cells=small,
            kept=frozenset({"target_percent"}),
            parts=fault_parts,
            of_parts=frozenset(CORRECTED.values()),
        )

    def _small_cells(self) -> frozenset[Key]:
        """Organisation and subject of the groups that are small in any month."""
        placed = self._scheduled.merge(self._places, on=["month", "cost_centre"])
        persons = placed.groupby(["organisation", "subject", "month"])["person"].nunique()
        small = {key[:2] for key, number in _by_key(persons).items() if number in SMALL}
        heads = {(code, RESULT) for (code, _), number in self._headcount.items() if number in SMALL}
        return frozenset(small | heads)


COST_GROUPS = (
    "hired_staff",
    "hired_doctors",
    "hired_nurses",
    "personnel",
    "personnel_incl_hired",
)
KPI_OF_MART = {
    "staff_turnover": {
        "staff_turnover": ("staff_turnover_percent", "leavers", "average_headcount"),
        "staff_turnover_corrected": (
            "staff_turnover_corrected_percent",
            "leavers_corrected",
            "average_headcount",
        ),
        "staff_turnover_lowest": (
            "staff_turnover_lowest_percent",
            "fewest_changes",
            "average_headcount",
        ),
    },
    "sick_leave": {
        "sick_leave": ("sick_leave_percent", "sick_hours", "ordinary_hours"),
        "sick_leave_60_days": ("sick_leave_60_days_percent", "long_sick_hours", "sick_hours"),
    },
}
HIRED_SHARES = {
    "hired_staff_share_of_total": (
        "hired_share_of_total_percent",
        "hired_staff_cost",
        "total_personnel_cost",
    ),
    "hired_staff_share_of_own": (
        "hired_share_of_own_percent",
        "hired_doctors_nurses_cost",
        "own_personnel_cost",
    ),
}
CORRECTED = {
    "sick_leave_corrected_low": "corrected_low_percent",
    "sick_leave_corrected_high": "corrected_high_percent",
}
NEVER = "9999-12"


def _with_days(employments: pd.DataFrame) -> pd.DataFrame:
    """Employments with their days as dates; one that holds ends far away."""
    return employments.assign(
        begins=pd.to_datetime(employments["begins"]),
        ends=pd.to_datetime(employments["ends"].replace("", OPEN_END)),
    )


def _with_days_of_month(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of employments and months with the days of the month on which the employment holds."""
    first = pd.to_datetime(rows["month"])
    last = first + pd.offsets.MonthEnd(0)
    held = rows["ends"].clip(upper=last) - rows["begins"].clip(lower=first)
    return rows.assign(days=(held.dt.days + 1).astype(str))


def _number(value: Value) -> int | Fraction:
    assert isinstance(value, int | Fraction), f"{value!r} is no number"
    return value


def _text(value: Value) -> str | None:
    assert value is None or isinstance(value, str), f"{value!r} is no text"
    return value


def _month_of(days: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    """The months of days, as 'YYYY-MM'."""
    return pd.Series(days.to_numpy().astype("datetime64[M]").astype(str), index=days.index)


def _by_key(sums: "pd.Series[int]") -> dict[Key, int]:
    """Whole numbers by the texts that they were summed up by; 0 where there was nothing."""
    by_key: dict[Key, int] = defaultdict(int)
    for key, number in zip(sums.index, sums.to_numpy(), strict=True):
        by_key[tuple(key)] = int(number)
    return by_key


def _pairs(events: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(events[["employment", "organisation"]])


def _persons(events: pd.DataFrame, months: list[str]) -> dict[str, int]:
    """Organisation -> how many persons have an event in the months, each counted once."""
    inside = events[events["month"].isin(months)]
    counted: dict[str, int] = defaultdict(int)
    for organisation, persons in inside.groupby("organisation")["person"]:
        counted[str(organisation)] = persons.nunique()
    return counted


def _sick_days(absence: pd.DataFrame, employments: pd.DataFrame) -> pd.DataFrame:
    """Every day of an employment that is sick leave, once, at the greatest extent that covers it.

    Days on which the employment does not hold are none of its days.

    Returns:
        employment, month, extent, long_since: the month from which on the person's unbroken spell
        that the day belongs to has lasted sixty days.
    """
    others = absence[absence["corrected"] != absence["absence"]]["corrected"]
    holds = (absence["cause"] == "SJUK") & (absence["extent"] > 0)
    sick = absence[holds & ~absence["absence"].isin(others)]
    begins = pd.to_datetime(sick["begins"]).to_numpy()
    lengths = (pd.to_datetime(sick["ends"]).to_numpy() - begins) // np.timedelta64(1, "D") + 1
    row = np.repeat(np.arange(len(sick)), lengths)
    day_of_row = np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
    days: pd.DataFrame = (
        pd.DataFrame(
            {
                "employment": sick["employment"].to_numpy()[row],
                "day": begins[row] + day_of_row * np.timedelta64(1, "D"),
                "extent": sick["extent"].to_numpy()[row],
            }
        )
        .groupby(["employment", "day"], as_index=False)["extent"]
        .max()
        .merge(employments[["employment", "person", "begins", "ends"]], on="employment")
    )
    days = days[(days["begins"] <= days["day"]) & (days["day"] <= days["ends"])]
    days = days.drop(columns=["begins", "ends"])
    spells = days[["person", "day"]].drop_duplicates().sort_values(["person", "day"])
    goes_on = (spells["person"] == spells["person"].shift()) & (
        spells["day"] == spells["day"].shift() + ONE_DAY
    )
    spells["spell"] = (~goes_on).cumsum()
    first = spells.groupby("spell")["day"].transform("min")
    length = spells.groupby("spell")["day"].transform("size")
    sixtieth = _month_of(first + (LONG_SICKNESS - 1) * ONE_DAY)
    spells["long_since"] = sixtieth.where(length >= LONG_SICKNESS, NEVER)
    days["month"] = _month_of(days["day"])
    spells = spells[["person", "day", "long_since"]]
    return days.merge(spells, on=["person", "day"])


def _corrected(reported: Fraction, understated_percent: str) -> Fraction:
    """What the hours are, if what is reported of them is understated by so many percent."""
    return reported / (1 - Fraction(understated_percent) / 100)
