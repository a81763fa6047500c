"""The marts of accessibility and production, computed a second time.

Here: which rows of care count and which of them are hits, queues, counts, growth.
Not here: reading (`extracts`), the tree of organisations (`structure`), withholding what is small:
only which cells are.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pandas as pd

from tests.oracle.mart import (
    NOTHING_TO_MEASURE,
    Count,
    Key,
    Mart,
    Measured,
    Rows,
    Targets,
    Value,
    percent,
)
from tests.oracle.structure import RESULT, Books, Region, months_between, windows_of, year_before

# Cells of one to four patients are small.
SMALL = range(1, 5)
SWEDEN = ZoneInfo("Europe/Stockholm")
DIGITAL_CHANNEL = {
    "check_in": "MOBIL",
    "booking": "WEBB",
    "travel_allowance_application": "DIGITAL",
}
MART_KEY = ("organisation_code", "measure", "subject", "period", "window")
ON_TIME = "dental_exams_on_time"
TOTAL_SV = "Totalt"


@dataclass(frozen=True)
class Followed:
    """What a measure is about.

    Attributes:
        measure: the measure.
        months: the months from the first to the last that the extract is delivered for.
        rows: month, cost_centre, subject, number (how many the row stands for), hits (how many of
            them are in time, digital, made).
    """

    measure: str
    months: list[str]
    rows: pd.DataFrame


@dataclass(frozen=True)
class Series:
    """A measure of a subject in an organisation, by month: every month, also with nothing in it."""

    measure: str
    subject: str
    organisation: str
    months: list[str]
    numbers: dict[str, int]
    hits: dict[str, int]

    def key(self, month: str, window: str) -> Key:
        """The key of its row in a mart."""
        return self.organisation, self.measure, self.subject, month, window

    def windows(self) -> Iterator[tuple[str, str, int, int]]:
        """Window, the month it ends in, numbers and hits, for every window that exists."""
        for window, month, covered in windows_of(self.months):
            # Of a series that began within the year nobody knows the year's sum.
            if window == "ytd" and not covered[0].endswith("-01"):
                continue
            number = sum(self.numbers.get(each, 0) for each in covered)
            yield window, month, number, sum(self.hits.get(each, 0) for each in covered)


class Care:
    """Computes the marts of accessibility and production.

    Args:
        care: the extracts of care by name.
        region: the seeds.
        books: the places of the cost centres.
        targets: the targets by month.
    """

    def __init__(
        self, care: dict[str, pd.DataFrame], region: Region, books: Books, targets: Targets
    ) -> None:
        units = care["care_unit"]
        self._extracts = {
            name: rows.merge(units, on="care_unit", how="left")
            for name, rows in care.items()
            if name != "care_unit"
        }
        for name, rows in self._extracts.items():
            assert rows["cost_centre"].notna().all(), f"{name}: care units that nobody knows"
        self._region = region
        self._targets = targets
        self._places = books.places[["month", "cost_centre", "organisation"]]
        self._seeded = {(row["measure"], row["subject"]): row for row in region.followed}
        self._names = {row["subject"]: row["name_sv"] for row in region.subjects}

    def marts(self) -> dict[str, Mart]:
        """Every mart by name."""
        return {"accessibility": self._accessibility(), "production": self._production()}

    def kpi_rows(self, marts: dict[str, Mart]) -> Iterator[tuple[Key, Measured]]:
        """The rows of the table of measures by key."""
        for name in ("accessibility", "production"):
            mart = marts[name]
            for key, values in mart.rows.items():
                organisation, measure, subject, month, window = key
                row = dict(zip(mart.values, values, strict=True))
                kpi_key = (measure, organisation, subject, month, window)
                quality, cell = row["quality"], mart.cells[key]
                if name == "accessibility":
                    share = (row["value"], row["numerator"], row["denominator"])
                    yield kpi_key, Measured(*share, quality, cell)
                elif measure == ON_TIME:
                    share = (row["on_time_percent"], row["volume"], row["due"])
                    yield kpi_key, Measured(*share, quality, cell)
                else:
                    volume, previous = row["volume"], row["volume_previous_year"]
                    yield kpi_key, Measured(volume, cell=cell, quality=quality)
                    grown = _growing(measure, subject)
                    if grown is not None and previous is not None:
                        assert isinstance(volume, int), f"{key} counts nothing"
                        assert isinstance(previous, int), f"{key} counted nothing"
                        kpi_key = ("production_growth", organisation, grown, month, window)
                        change = (row["growth_percent"], Count(volume - previous), previous)
                        yield kpi_key, Measured(*change, quality, cell)

    def _accessibility(self) -> Mart:
        rows: Rows = {}
        small: set[Key] = set()
        for followed in (*self._shares_within_time(), *self._digital_shares(), self._same_day()):
            for series in self._series(followed):
                for window, month, number, hits in series.windows():
                    key = series.key(month, window)
                    rows[key] = self._share(key, number, hits)
                    if any(size in SMALL for size in (hits, number, number - hits)):
                        small.add(_cell(key))
        for series in self._series(self._waiting()):
            queue = dict(self._queue(series))
            rows |= queue
            if any(length in SMALL for length in series.numbers.values()):
                small |= {_cell(key) for key in queue}
        return Mart(
            MART_KEY,
            (
                "subject_name_sv",
                "numerator",
                "denominator",
                "value",
                "unit",
                "time_limit",
                "time_limit_unit",
                "target",
                "attained",
                "quality",
            ),
            rows,
            cells={key: _cell(key) for key in rows},
            small_cells=frozenset(small),
            kept=frozenset({"subject_name_sv", "unit", "time_limit", "time_limit_unit", "target"}),
        )

    def _share(self, key: Key, number: int, hits: int) -> tuple[Value, ...]:
        organisation, measure, subject, month, _ = key
        share = percent(hits, number)
        limit = self._seeded[measure, subject]
        return (
            self._name(subject),
            Count(hits),
            Count(number),
            share,
            "percent",
            Count(limit["time_limit"]) if limit["time_limit"] else None,
            limit["time_limit_unit"] or None,
            *self._targets.of((measure, organisation, subject, month), share),
            None if number else NOTHING_TO_MEASURE,
        )

    def _queue(self, series: Series) -> Iterator[tuple[Key, tuple[Value, ...]]]:
        """The queue at each month's end, the longest until then, and how much shorter it became."""
        name, peak = self._name(series.subject), 0
        for month in series.months:
            length = series.numbers.get(month, 0)
            peak = max(peak, length)
            reduction = percent(peak - length, peak)
            values: tuple[tuple[str, str, tuple[Value, ...], str], ...] = (
                ("queue_length", "point_in_time", (None, None, Count(length)), "persons"),
                ("queue_length_peak", "history", (None, None, Count(peak)), "persons"),
                (
                    "queue_reduction",
                    "history",
                    (Count(peak - length), Count(peak), reduction),
                    "percent",
                ),
            )
            for measure, window, numbers, unit in values:
                key = (series.organisation, measure, series.subject, month, window)
                target = self._targets.of(
                    (measure, series.organisation, series.subject, month), numbers[-1]
                )
                unknown = NOTHING_TO_MEASURE if numbers[-1] is None else None
                yield key, (name, *numbers, unit, None, None, *target, unknown)

    def _production(self) -> Mart:
        rows: Rows = {}
        small: set[Key] = set()
        for followed in self._volumes():
            for series in self._series(followed):
                at_month_end = followed.measure == "listed_patients"
                volumes = {
                    (month, "point_in_time" if at_month_end else window): number
                    for window, month, number, _ in series.windows()
                    if window == "month" or not at_month_end
                }
                for (month, window), volume in volumes.items():
                    key = series.key(month, window)
                    previous = volumes.get((year_before(month), window))
                    rows[key] = self._volume(key, volume, previous)
                    if volume in SMALL:
                        small.add(_cell(key))
        for series in self._series(self._dental_recalls()):
            for window, month, due, in_time in series.windows():
                key = series.key(month, window)
                rows[key] = self._on_time(key, due, in_time)
                if any(size in SMALL for size in (due, in_time, due - in_time)):
                    small.add(_cell(key))
        return Mart(
            MART_KEY,
            (
                "subject_name_sv",
                "volume",
                "volume_previous_year",
                "growth_percent",
                "due",
                "on_time_percent",
                "target",
                "attained",
                "quality",
            ),
            rows,
            cells={key: _cell(key) for key in rows},
            small_cells=frozenset(small),
            kept=frozenset({"subject_name_sv", "target"}),
        )

    def _volume(self, key: Key, volume: int, previous: int | None) -> tuple[Value, ...]:
        organisation, measure, subject, month, _ = key
        growth = None if previous is None else percent(volume - previous, previous)
        target_key = ("production_growth", organisation, _growing(measure, subject) or "", month)
        return (
            self._name(subject),
            Count(volume),
            None if previous is None else Count(previous),
            growth,
            None,
            None,
            *self._targets.of(target_key, growth),
            NOTHING_TO_MEASURE if previous == 0 else None,
        )

    def _on_time(self, key: Key, due: int, in_time: int) -> tuple[Value, ...]:
        organisation, measure, subject, month, _ = key
        share = percent(in_time, due)
        return (
            self._name(subject),
            Count(in_time),
            None,
            None,
            Count(due),
            share,
            *self._targets.of((measure, organisation, subject, month), share),
            None if due else NOTHING_TO_MEASURE,
        )

    # What the measures are about: which rows count, and which of them are hits.

    def _shares_within_time(self) -> Iterator[Followed]:
        measure = "share_within_time"
        rows = self._extracts["laboratory_answer"]
        subject = self._meaning("laboratory_answer", rows["discipline"] + "-" + rows["priority"])
        yield _followed(measure, rows, subject, self._answered_in_time(rows, subject))

        rows = self._extracts["waiting_list"]
        rows = rows[rows["visited"].str[:7] == rows["month"]]
        subject = self._meaning("waiting_list", rows["waiting_for"])
        # Whoever declined the day that was offered chose to wait.
        ended = rows["offered"].where(rows["offered"] != "", rows["visited"])
        days = (pd.to_datetime(ended) - pd.to_datetime(rows["referred"])).dt.days
        days_allowed = subject.map(self._limits(measure, "days"))
        months = self._extracts["waiting_list"]["month"]
        yield _followed(measure, rows, subject, days <= days_allowed, delivered=months)

        rows = self._extracts["call"]
        subject = self._meaning("call", rows["service"])
        yield _followed(measure, rows, subject, rows["outcome"].isin(["BESVARAT", "UPPRINGT"]))

        rows = self._extracts["patient_transport"]
        subject = self._meaning("patient_transport", rows["priority"])
        yield _followed(measure, rows, subject, rows["driven_by"] == "LIGGANDE")

        rows = self._extracts["ambulance_assignment"]
        subject = self._meaning("ambulance_assignment", rows["priority"])
        limit = pd.to_timedelta(subject.map(self._limits(measure, "minutes")), unit="min")
        in_time = _instants(rows["arrived"]) - _instants(rows["called"]) <= limit
        yield _followed(measure, rows, subject.where(rows["arrived"] != ""), in_time)

    def _answered_in_time(self, rows: pd.DataFrame, subject: "pd.Series[str]") -> "pd.Series[bool]":
        """Answered within the minutes, or before the hour of the next day, that the limit names."""
        measure = "share_within_time"
        sampled, answered = _instants(rows["sampled"]), _instants(rows["answered"])
        minutes = pd.to_timedelta(subject.map(self._limits(measure, "minutes")), unit="min")
        hour = pd.to_timedelta(subject.map(self._limits(measure, "hour_of_next_day")), unit="h")
        # The clock shows no hour after three in the morning twice: wall clocks can be compared.
        next_day = _wall_clock(sampled).dt.normalize() + pd.Timedelta(days=1)
        return (answered - sampled <= minutes) | (_wall_clock(answered) <= next_day + hour)

    def _digital_shares(self) -> Iterator[Followed]:
        measure = "digital_share"
        rows = self._extracts["visit"]
        subject = self._meaning("visit", rows["service"])
        yield _followed(measure, rows, subject, rows["form"] == "DIGITALT")
        for extract, channel in DIGITAL_CHANNEL.items():
            rows = self._extracts[extract]
            subject = self._meaning(extract, pd.Series("", index=rows.index))
            yield _followed(measure, rows, subject, rows["channel"] == channel)

    def _same_day(self) -> Followed:
        """Calls to the clinics that were not abandoned, and those with contact on their day."""
        rows = self._extracts["call"]
        to_clinics = self._meaning("call", rows["service"]).isna()
        subject = pd.Series(RESULT, index=rows.index)
        return _followed(
            "phone_contact_same_day",
            rows,
            subject.where(to_clinics & (rows["outcome"] != "TAPPAT")),
            rows["contact"].str[:10] == rows["arrived"].str[:10],
        )

    def _waiting(self) -> Followed:
        """Patients who wait at the end of a month, each once on a list and in an organisation."""
        extract = self._extracts["waiting_list"]
        rows = extract[(extract["visited"] == "") & (extract["removed"] == "")]
        rows = rows.merge(self._places, on=["month", "cost_centre"])
        rows = rows.assign(subject=self._meaning("waiting_list", rows["waiting_for"]))
        rows = rows.drop_duplicates(["month", "organisation", "subject", "patient"])
        everything = pd.Series(data=True, index=rows.index)
        return _followed(
            "queue_length", rows, rows["subject"], everything, delivered=extract["month"]
        )

    def _volumes(self) -> Iterator[Followed]:
        """Everything that is counted, each total beside its parts."""
        extracts = self._extracts
        parts = {
            "radiology_examination": ("production", "radiology_examination", "funding"),
            "visit": ("visits", "visit_form", "form"),
            "listed_patients": ("listed_patients", "listed_patients", "municipality"),
        }
        for extract, (measure, codes, column) in parts.items():
            rows = extracts[extract]
            part = self._meaning(codes, rows[column])
            assert part.notna().all(), f"{extract}: codes without a meaning"
            total = pd.Series(RESULT, index=rows.index)
            number = rows["listed"] if extract == "listed_patients" else None
            both = pd.concat([rows, rows], ignore_index=True)
            subject = pd.concat([total, part], ignore_index=True)
            numbers = None if number is None else both["listed"]
            yield _followed(measure, both, subject, subject.notna(), number=numbers)
        for extract, measure in (
            ("chat", "chats_started"),
            ("orthodontic_patient", "orthodontic_new_patients"),
        ):
            rows = extracts[extract]
            total = pd.Series(RESULT, index=rows.index)
            yield _followed(measure, rows, total, total.notna())

    def _dental_recalls(self) -> Followed:
        rows = self._extracts["dental_recall"]
        in_time = (rows["examined"] != "") & (rows["examined"] <= rows["due"])
        return _followed(ON_TIME, rows, self._meaning("dental_recall", rows["age_group"]), in_time)

    def _meaning(self, extract: str, codes: "pd.Series[str]") -> "pd.Series[str]":
        """What codes of an extract stand for; missing where for nothing that is followed."""
        return codes.map(self._region.subjects_of(extract))

    def _limits(self, measure: str, unit: str) -> dict[str, int]:
        """Subject -> its time limit, of those whose limit is in this unit."""
        return {
            subject: int(row["time_limit"])
            for (of_measure, subject), row in self._seeded.items()
            if of_measure == measure and row["time_limit_unit"] == unit
        }

    def _name(self, subject: str) -> str:
        return self._names.get(subject, TOTAL_SV)

    def _series(self, followed: Followed) -> Iterator[Series]:
        """The rows of a measure, summed up to every organisation above them that has any."""
        rows = followed.rows
        if "organisation" not in rows:
            summed = rows.groupby(["month", "cost_centre", "subject"], as_index=False).sum()
            rows = summed.merge(self._places, on=["month", "cost_centre"])
        wide = rows.groupby(["organisation", "subject", "month"])[["number", "hits"]].sum()
        by_series: dict[tuple[str, str], list[tuple[str, int, int]]] = defaultdict(list)
        for (organisation, subject, month), number, hits in wide.itertuples(name=None):
            by_series[organisation, subject].append((month, int(number), int(hits)))
        for (organisation, subject), by_month in by_series.items():
            seeded = self._seeded.get((followed.measure, subject))
            since = seeded["followed_from"][:7] if seeded else ""
            months = [month for month in followed.months if month >= since]
            if any(month in months for month, _, _ in by_month):
                yield Series(
                    followed.measure,
                    subject,
                    organisation,
                    months,
                    {month: number for month, number, _ in by_month if month in months},
                    {month: hits for month, _, hits in by_month if month in months},
                )


def _followed(
    measure: str,
    rows: pd.DataFrame,
    subject: "pd.Series[str]",
    hit: "pd.Series[bool]",
    *,
    number: "pd.Series[int] | None" = None,
    delivered: "pd.Series[str] | None" = None,
) -> Followed:
    """What a measure is about: the rows that have a subject, one each unless `number` says more."""
    months = rows["month"] if delivered is None else delivered
    numbers = pd.Series(1, index=rows.index) if number is None else number
    where = [each for each in ("month", "cost_centre", "organisation") if each in rows]
    counted = rows[where].assign(subject=subject, number=numbers, hits=numbers * hit)
    return Followed(measure, months_between(months.min(), months.max()), counted[subject.notna()])


def _instants(moments: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    """Moments with their offsets from UTC, as instants; missing where there is none."""
    return pd.to_datetime(moments.where(moments != ""), format="%Y-%m-%dT%H:%M:%S%z", utc=True)


def _wall_clock(instants: "pd.Series[pd.Timestamp]") -> "pd.Series[pd.Timestamp]":
    """What the clock on the wall shows in Sweden."""
    return instants.dt.tz_convert(SWEDEN).dt.tz_localize(None)


def _cell(key: Key) -> Key:
    """The cell of patients that a row tells of: all periods and windows of it are one."""
    return key[:3]


def _growing(measure: str, subject: str) -> str | None:
    """The subject that the growth of a volume goes by in the table of measures, if it is there."""
    if measure == "production":
        return subject
    return measure if subject == RESULT else None
