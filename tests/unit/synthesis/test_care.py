"""The synthetic extracts of care: printed figures met, clocks and people that hold.

Here: what is written at a small scale, read back by code of the tests' own, and what is drawn at
full scale. Not here: that the same seed gives the same bytes (`test_sample`).
"""

import csv
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from orchestration.contracts import Contract, load_contracts
from orchestration.synthesis.care import MONTHLY_EXTRACTS, write_care
from orchestration.synthesis.care_drawing import Care, TooManyRows
from orchestration.synthesis.care_units import CareUnits
from orchestration.synthesis.figures import PublishedFigures
from orchestration.synthesis.identity import check_digits, identity_numbers
from orchestration.synthesis.tree import CostCentre
from tests.oracle.structure import SEEDS

Extracts = Mapping[str, pd.DataFrame]
Counts: TypeAlias = "pd.Series[int]"

SMALL_SCALE = 0.02
SWEDEN = ZoneInfo("Europe/Stockholm")
MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)][:-1]
TO_FEBRUARY = MONTHS[: MONTHS.index("2024-02") + 1]
R12 = TO_FEBRUARY[-12:]
CLOCK_CHANGES = [
    datetime(2023, 3, 26, 1, tzinfo=UTC),
    datetime(2023, 10, 29, 1, tzinfo=UTC),
    datetime(2024, 3, 31, 1, tzinfo=UTC),
    datetime(2024, 10, 27, 1, tzinfo=UTC),
]
MEASURES = {
    "share_within_time",
    "digital_share",
    "queue_length",
    "queue_length_peak",
    "queue_reduction",
    "phone_contact_same_day",
    "chats_started",
    "production_growth",
}
SERVICE_OF_DIGITAL_VISITS = {
    "womens_health_visits": "KHV",
    "functional_support_visits": "HAB",
    "youth_clinic_visits": "UM",
    "nutrition": "NUT",
}
# The services that each administration and each area of Närsjukvården meets its patients in.
ADMINISTRATIONS_OF_VISITS = [
    ("KHV", "UM", "HAB", "NUT", "HÖR", "SYN"),
    ("VC",),
    ("FTV", "TREG"),
    ("SJH",),
    ("PSY",),
]


@pytest.fixture(scope="module")
def units(tree: list[CostCentre]) -> CareUnits:
    return CareUnits(tree)


@pytest.fixture(scope="module")
def written_of(
    tmp_path_factory: pytest.TempPathFactory, published: PublishedFigures, units: CareUnits
) -> Callable[[int], Extracts]:
    """Seed -> what the files of a small sample hold, as text, by extract.

    Every row has its month (YYYY-MM) and the code of its service besides.
    """

    @cache
    def write(seed: int) -> Extracts:
        directory = tmp_path_factory.mktemp("care")
        contracts = load_contracts()
        for _ in write_care(contracts, directory, Care(published, units, SMALL_SCALE, seed)):
            pass
        return {
            name: _read(directory, contracts[name]) for name in ("care_unit", *MONTHLY_EXTRACTS)
        }

    return write


@pytest.fixture(scope="module")
def written(written_of: Callable[[int], Extracts]) -> Extracts:
    return written_of(1)


@pytest.fixture(scope="module")
def drawn(published: PublishedFigures, units: CareUnits) -> Extracts:
    """What is drawn at full scale, without writing it; with month and service, as is written."""
    care = Care(published, units, 1.0, 1)
    return {
        name: pd.concat(
            [
                table.to_pandas().assign(
                    month=f"{month:%Y-%m}",
                    service=lambda rows: rows["care_unit"].map(lambda code: code.split("-")[0]),
                )
                for month, table in draw(care)
            ],
            ignore_index=True,
        )
        for name, draw in MONTHLY_EXTRACTS.items()
    }


def _read(directory: Path, contract: Contract) -> pd.DataFrame:
    files = [
        pd.read_csv(path, sep=contract.delimiter, encoding=contract.encoding, dtype=str)
        for path in sorted((directory / contract.directory).iterdir())
    ]
    rows = pd.concat(files, ignore_index=True)
    rows = rows.rename(columns={column.header: column.name for column in contract.columns})
    if "reporting_month" in rows:
        month = rows["reporting_month"]
        rows["month"] = month.str[:4] + "-" + month.str[4:]
        rows["service"] = rows["care_unit"].str.split("-").str[0]
    return rows


def _by_month(rows: pd.DataFrame, *conditions: "pd.Series[bool]") -> Counts:
    """The number of rows in each month for which all conditions hold."""
    month = rows["month"]
    for condition in conditions:
        month = month[condition[month.index]]
    return month.value_counts().reindex(MONTHS, fill_value=0)


def _return_visits(extracts: Extracts) -> tuple[Counts, Counts, Counts]:
    """Visits in time, visits, and people in the queue for return visits, by month."""
    rows = extracts["waiting_list"].query("waiting_for == 'HÖR-ÅTER'")
    ended = pd.to_datetime(rows["offered_date"].fillna(rows["visit_date"]))
    waited = (ended - pd.to_datetime(rows["referral_date"])).dt.days
    visited = rows["visit_date"].notna()
    waits = rows[~visited & rows["removed_date"].isna()]
    queue = waits.groupby("month")["patient"].nunique().reindex(MONTHS)
    return _by_month(rows, visited, waited <= 90), _by_month(rows, visited), queue


def _digital(extracts: Extracts) -> dict[str, tuple[Counts, Counts]]:
    """Subject -> digital and all, by month."""
    visits = extracts["visit"]
    counts = {}
    for subject, service in SERVICE_OF_DIGITAL_VISITS.items():
        mine = visits["service"] == service
        counts[subject] = (
            _by_month(visits, mine, visits["visit_form"] == "DIGITALT"),
            _by_month(visits, mine),
        )
    for subject, extract, channel in (
        ("mobile_check_in", "check_in", "MOBIL"),
        ("web_booking", "booking", "WEBB"),
        ("travel_allowance_applications", "travel_allowance_application", "DIGITAL"),
    ):
        rows = extracts[extract]
        counts[subject] = (_by_month(rows, rows["channel"] == channel), _by_month(rows))
    return counts


def _phone(extracts: Extracts, service: str) -> tuple[Counts, Counts]:
    """Calls with contact on the same day and calls not abandoned, by month."""
    calls = extracts["call"]
    same_day = calls["contact_at"].astype(str).str[:10] == calls["arrived_at"].astype(str).str[:10]
    kept = (calls["service"] == service) & (calls["outcome"] != "TAPPAT")
    return _by_month(calls, kept, same_day), _by_month(calls, kept)


def _computed_figures(extracts: Extracts) -> dict[str, Fraction]:
    """Every printed figure by its id, counted from the rows, unrounded."""
    in_time, visited, queue = _return_visits(extracts)
    figures = {
        "adh.hearing.return_visit_share": _percent(in_time["2024-02"], visited["2024-02"]),
        "adh.hearing.queue_now": Fraction(int(queue["2024-02"])),
        "adh.hearing.queue_peak": Fraction(int(queue[TO_FEBRUARY].max())),
        "adh.hearing.queue_reduction": _percent(
            queue[TO_FEBRUARY].max() - queue["2024-02"], queue[TO_FEBRUARY].max()
        ),
    }
    for subject, (parts, wholes) in _digital(extracts).items():
        for name, months in (("jan", ["2024-01"]), ("feb", ["2024-02"]), ("r12", R12)):
            figures[f"adh.digital.{subject}.{name}"] = _percent(
                parts[months].sum(), wholes[months].sum()
            )
    for name, service in (("first", "VC"), ("second", "FTV")):
        same_day, kept = _phone(extracts, service)
        figures[f"nsvh.phone.{name}"] = _percent(same_day["2024-11"], kept["2024-11"])
    for name, funding in (("radiology_growth", "INT"), ("screening_growth", "SCR")):
        examinations = extracts["radiology_examination"]
        counts = _by_month(examinations, examinations["funding"] == funding)
        before, after = (counts[[f"{year}-01", f"{year}-02"]].sum() for year in (2023, 2024))
        figures[f"adh.production.{name}"] = _percent(after - before, before)
    chats = extracts["chat"]
    figures["nsvh.chats.started"] = Fraction(
        int(_by_month(chats, chats["service"] == "VC")["2024-11"])
    )
    return figures


def _percent(part: float, whole: float) -> Fraction:
    return Fraction(100 * int(part), int(whole))


def _disagreeing(extracts: Extracts) -> dict[str, float]:
    """The printed figures of care that the rows do not give, with what they give instead."""
    computed = _computed_figures(extracts)
    with (SEEDS / "published_figure.csv").open(encoding="utf-8", newline="") as file:
        printed = {
            figure["figure_id"]: figure
            for figure in csv.DictReader(file)
            if figure["kind"] == "outcome" and figure["measure"] in MEASURES
        }
    assert len(printed) == 29
    return {
        figure_id: float(computed[figure_id])
        for figure_id, figure in printed.items()
        if not _agrees(computed[figure_id], figure)
    }


def _agrees(value: Fraction, figure: Mapping[str, str]) -> bool:
    if figure["qualifier"] == "over":
        return value > Fraction(figure["value"])
    places = 10 ** int(figure["decimals"])
    return Fraction(int(value * places + Fraction(1, 2)), places) == Fraction(figure["value"])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_small_sample_gives_every_printed_figure(
    seed: int, written_of: Callable[[int], Extracts]
) -> None:
    assert _disagreeing(written_of(seed)) == {}


def test_the_whole_sample_gives_every_printed_figure(drawn: Extracts) -> None:
    assert _disagreeing(drawn) == {}


def test_the_whole_sample_has_two_to_three_million_rows(drawn: Extracts) -> None:
    assert 2_000_000 < sum(len(rows) for rows in drawn.values()) < 3_000_000


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("scale", [0.001, 0.3])
def test_any_seed_and_scale_can_be_drawn(
    seed: int, scale: float, published: PublishedFigures, units: CareUnits
) -> None:
    care = Care(published, units, scale, seed)

    for draw in MONTHLY_EXTRACTS.values():
        assert [f"{month:%Y-%m}" for month, rows in draw(care) if len(rows)] == MONTHS


def test_a_month_that_has_no_numbers_for_its_rows_is_not_written(
    published: PublishedFigures, units: CareUnits
) -> None:
    with pytest.raises(TooManyRows, match=r"call: 1000001 rows in 2023-02 at scale 50"):
        Care(published, units, 50, seed=1).table(
            "call", date(2023, 2, 1), np.zeros(1_000_001, int), {}
        )


@pytest.mark.parametrize("seed", [1, 2])
def test_no_count_behind_a_printed_figure_is_so_small_that_it_is_withheld(
    seed: int, written_of: Callable[[int], Extracts]
) -> None:
    extracts = written_of(seed)
    in_time, visited, queue = _return_visits(extracts)
    shares = [(in_time, visited), *_digital(extracts).values()]
    shares += [_phone(extracts, service) for service in ("VC", "FTV")]
    examinations = extracts["radiology_examination"]
    counts = [queue] + [
        _by_month(examinations, examinations["funding"] == funding) for funding in ("INT", "SCR")
    ]
    for parts, wholes in shares:
        counts += [parts, wholes - parts]

    assert [count.to_dict() for count in counts if count.between(1, 4).any()] == []


@pytest.mark.parametrize("seed", [1, 2])
def test_no_form_of_visit_is_so_rare_in_an_administration_that_it_is_withheld(
    seed: int, written_of: Callable[[int], Extracts]
) -> None:
    visits = written_of(seed)["visit"]
    counts = {
        (services, form): _by_month(
            visits, visits["service"].isin(services), visits["visit_form"] == form
        )
        for services in ADMINISTRATIONS_OF_VISITS
        for form in ("FYSISKT", "DISTANS", "DIGITALT")
    }

    assert [cell for cell, count in counts.items() if count.between(1, 4).any()] == []


@pytest.mark.parametrize("seed", [1, 2])
def test_return_visits_come_in_time_ever_more_often(
    seed: int, written_of: Callable[[int], Extracts]
) -> None:
    in_time, visited, _ = _return_visits(written_of(seed))
    share = {month: in_time[month] / visited[month] for month in MONTHS}
    later = [share[month] for month in MONTHS[MONTHS.index("2024-04") :]]

    assert round(100 * share["2024-01"]) == 58
    assert min(later) > 0.8
    assert max(later) - min(later) > 0.02


def test_the_queue_for_return_visits_falls_month_by_month(written: Extracts) -> None:
    queue = _return_visits(written)[2]

    assert queue.is_monotonic_decreasing
    assert queue.is_unique


def test_a_few_of_those_listed_live_outside_the_region(written: Extracts) -> None:
    rows = written["listed_patients"].assign(listed=lambda rows: rows["listed"].astype(int))
    from_outside = rows[rows["municipality"] == "9999"]

    assert from_outside["listed"].min() > 4
    assert 0 < from_outside["listed"].sum() / rows["listed"].sum() < 0.03


def test_nobody_applies_digitally_before_the_service_starts(written: Extracts) -> None:
    digital, every = _digital(written)["travel_allowance_applications"]

    assert digital[MONTHS[:10]].sum() == 0
    assert (digital[MONTHS[10:]] > 0).all()
    assert (every - digital > 0).all()


def test_the_scale_multiplies_what_no_figure_counts(written: Extracts, drawn: Extracts) -> None:
    for name in ("visit", "laboratory_answer", "radiology_examination", "call"):
        assert len(drawn[name]) > 10 * len(written[name])
    assert len(drawn["listed_patients"]) == len(written["listed_patients"])
    assert len(drawn["waiting_list"]) == len(written["waiting_list"])


def test_units_stand_on_leaves_that_last(written: Extracts, tree: list[CostCentre]) -> None:
    subjects = pd.read_csv(SEEDS / "subject.csv", dtype=str)
    services = set(subjects.loc[subjects["extract"] == "care_unit", "source_code"])
    places = [
        [place for place in tree if place.code == code and place.unit is not None]
        for code in written["care_unit"]["cost_centre"]
    ]

    assert set(written["care_unit"]["service"]) == services
    assert all(places)
    assert all(any(place.holds_on(date(2024, 11, 30)) for place in moves) for moves in places)
    assert [len(moves) for moves in places].count(2) == 1


@pytest.mark.parametrize("seed", [1, 2])
def test_only_laboratories_that_never_move_answer_samples(
    seed: int, written_of: Callable[[int], Extracts], tree: list[CostCentre]
) -> None:
    extracts = written_of(seed)
    units = extracts["care_unit"].set_index("care_unit")
    samples = extracts["laboratory_answer"]
    answering = set(zip(samples["care_unit"], samples["discipline"], strict=True))
    units_of = {
        place.code: {other.unit for other in tree if other.code == place.code} for place in tree
    }

    assert {(units.loc[code, "care_unit_name"], discipline) for code, discipline in answering} == {
        ("Klinisk mikrobiologi", "MIKRO"),
        ("Klinisk kemi", "KEM"),
        ("Patologi", "PAT"),
        ("Transfusionsmedicin", "TRANS"),
    }
    for code, _ in answering:
        assert units_of[str(units.loc[code, "cost_centre"])] == {"ADH-MD-LAB"}


def test_an_entry_is_there_each_month_until_it_is_closed(written: Extracts) -> None:
    rows = written["waiting_list"].assign(number=lambda rows: rows["month"].map(MONTHS.index))
    ended = rows["visit_date"].fillna(rows["removed_date"])
    entries = rows.assign(ended=ended).groupby("entry_number")
    spans = entries["number"].agg(["min", "max", "size"])

    assert (spans["max"] - spans["min"] + 1 == spans["size"]).all()
    assert (entries["ended"].count() <= 1).all()
    still_there = spans["max"] == len(MONTHS) - 1
    assert (entries["ended"].count()[~still_there] == 1).all()
    assert (ended.dropna().str[:7] == rows.loc[ended.notna(), "month"]).all()
    referred = entries["referral_date"].first().str[:7]
    came = np.maximum(referred, MONTHS[0])
    assert (spans["min"].map(dict(enumerate(MONTHS))) == came).all()


def test_people_stand_on_two_lists_and_twice_on_one(written: Extracts) -> None:
    rows = written["waiting_list"]
    waiting = rows[rows["visit_date"].isna() & rows["removed_date"].isna()]
    of_person = waiting.groupby(["reporting_month", "patient"])

    assert (of_person["waiting_for"].nunique() > 1).any()
    assert (waiting.groupby(["reporting_month", "waiting_for", "patient"]).size() > 1).any()


def test_some_visits_come_without_an_offer_and_some_after_another_offer(written: Extracts) -> None:
    visits = written["waiting_list"].dropna(subset="visit_date")

    assert 0.2 < visits["offered_date"].isna().mean() < 0.6
    assert (visits["offered_date"] < visits["visit_date"]).any()


def test_identity_numbers_of_patients_belong_to_nobody(written: Extracts) -> None:
    people = written["waiting_list"]["patient"].unique()

    assert [person for person in people if _luhn_sum(person) % 10 == 0] == []


def test_identity_numbers_are_unique_and_tell_women_from_men() -> None:
    rng = np.random.default_rng(1)
    days = np.datetime64("1990-01-01") + rng.integers(0, 300, size=100_000)
    is_woman = rng.random(len(days)) < 0.5
    numbers = identity_numbers(rng, days, is_woman)

    assert len(set(numbers)) == len(numbers)
    assert [number[:8] for number in numbers] == [str(day).replace("-", "") for day in days]
    assert [int(number[-2]) % 2 == 0 for number in numbers] == is_woman.tolist()
    assert [number for number in numbers if _luhn_sum(number) % 10 == 0] == []


def test_too_many_births_on_a_day_are_refused() -> None:
    days = np.full(501, np.datetime64("1990-01-01"))

    with pytest.raises(ValueError, match="501 people"):
        identity_numbers(np.random.default_rng(1), days, np.ones(501, dtype=bool))


def test_the_check_digit_is_that_of_the_tax_agency() -> None:
    # The agency's own example: 811218-9876.
    assert check_digits(np.array([811_218_987])).tolist() == [6]


def _luhn_sum(number: str) -> int:
    """Zero modulo ten for a number that could be somebody's."""
    digits = [int(digit) for digit in number.replace("-", "")[2:]]
    doubled = [2 * digit if place % 2 == 0 else digit for place, digit in enumerate(digits)]
    return sum(digit // 10 + digit % 10 for digit in doubled)


@pytest.mark.parametrize(
    ("extract", "begins", "ends"),
    [
        ("laboratory_answer", "sampled_at", "answered_at"),
        ("ambulance_assignment", "called_at", "arrived_at"),
    ],
)
def test_instants_carry_the_offset_that_sweden_has(
    extract: str, begins: str, ends: str, written: Extracts
) -> None:
    rows = written[extract].dropna(subset=ends)
    spans = [
        (datetime.fromisoformat(start), datetime.fromisoformat(end))
        for start, end in zip(rows[begins], rows[ends], strict=True)
    ]

    wrong = [
        time
        for span in spans
        for time in span
        if time.utcoffset() != time.astimezone(SWEDEN).utcoffset()
    ]
    assert wrong == []
    assert all(start <= end for start, end in spans)
    across = [sum(start < change <= end for start, end in spans) for change in CLOCK_CHANGES]
    assert min(across) > 0


def test_calls_go_by_the_clock_on_the_wall(written: Extracts) -> None:
    calls = written["call"].dropna(subset="contact_at")
    times = pd.concat([calls["arrived_at"], calls["contact_at"], written["chat"]["started_at"]])

    assert times[times.str.startswith(("2023-03-26 02", "2024-03-31 02"))].empty
    assert (calls["contact_at"].str[:10] >= calls["arrived_at"].str[:10]).all()
    # Of the doubled hour the clock tells only once: who waits through its end is answered "before".
    back_in_time = calls[calls["contact_at"] < calls["arrived_at"]]
    assert set(back_in_time["arrived_at"].str[:13]) == {"2023-10-29 02", "2024-10-27 02"}


def test_answers_and_ambulances_meet_their_limits_about_as_often_as_planned(
    drawn: Extracts,
) -> None:
    samples, assignments = drawn["laboratory_answer"], drawn["ambulance_assignment"]
    acute = samples[(samples["discipline"] == "KEM") & (samples["priority"] == "A")]
    urgent = assignments[assignments["priority"] == "1"].dropna(subset="arrived_at")
    microbiology = samples[samples["discipline"] == "MIKRO"]
    sampled = microbiology["sampled_at"].dt.tz_convert(SWEDEN)
    nine = sampled.dt.tz_localize(None).dt.normalize() + pd.Timedelta(days=1, hours=9)

    shares = {
        "acute": (acute["answered_at"] - acute["sampled_at"] <= pd.Timedelta(hours=1)).mean(),
        "microbiology": (microbiology["answered_at"] <= nine.dt.tz_localize(SWEDEN)).mean(),
        "ambulance": (
            urgent["arrived_at"] - urgent["called_at"] <= pd.Timedelta(minutes=20)
        ).mean(),
    }
    assert shares == {
        "acute": pytest.approx(0.94, abs=0.015),
        "microbiology": pytest.approx(0.785, abs=0.02),
        "ambulance": pytest.approx(0.91, abs=0.015),
    }


def test_few_visits_are_made_on_weekends_and_in_july(drawn: Extracts) -> None:
    days = pd.to_datetime(drawn["visit"]["visit_date"])
    a_month = days.dt.to_period("M").value_counts()

    assert 0 < (days.dt.day_of_week >= 5).mean() < 0.05
    assert a_month["2023-07"] < 0.8 * a_month["2023-06"]
    assert a_month["2024-02"] > a_month["2023-02"]


def test_nothing_but_emergencies_goes_on_as_usual_at_easter_and_christmas(drawn: Extracts) -> None:
    days = pd.to_datetime(drawn["visit"]["visit_date"])
    holidays = pd.to_datetime(["2023-04-07", "2023-12-26", "2024-05-01", "2024-06-21"])
    called = drawn["ambulance_assignment"]["called_at"].dt.tz_convert(SWEDEN).dt.date
    a_day = called.value_counts()

    assert days.isin(holidays).mean() * days.nunique() / len(holidays) < 0.1
    assert all(a_day[day] > 0.5 * a_day.mean() for day in holidays.date)


def test_a_month_has_as_much_as_it_has_working_days(drawn: Extracts) -> None:
    # A year apart, in the same season: 20 working days and 23 in March, 21 and 18 in April.
    for extract in ("visit", "booking", "check_in", "dental_recall", "radiology_examination"):
        counts = _by_month(drawn[extract])
        assert counts["2024-03"] < 0.96 * counts["2023-03"], extract
        assert counts["2024-04"] > 1.05 * counts["2023-04"], extract
        assert counts["2024-07"] < 0.85 * counts.mean(), extract


def test_emergencies_and_advice_know_no_season(drawn: Extracts) -> None:
    samples, calls = drawn["laboratory_answer"], drawn["call"]
    acute = (samples["discipline"] == "KEM") & (samples["priority"] == "A")
    for counts in (
        _by_month(samples, acute),
        _by_month(drawn["ambulance_assignment"]),
        _by_month(calls, calls["service"] == "1177"),
    ):
        assert counts.max() < 1.12 * counts.min()


def test_the_clinics_see_no_fewer_while_the_care_record_was_to_change(drawn: Extracts) -> None:
    visits = drawn["visit"]
    counts = _by_month(visits, visits["service"] == "VC")

    # As many working days as in the month before but two.
    assert counts["2024-11"] / 21 > 0.93 * counts["2024-10"] / 23


def test_chance_moves_high_shares_no_further_than_low_ones(drawn: Extracts) -> None:
    calls = drawn["call"]
    to_1177 = calls["service"] == "1177"
    answered = _by_month(calls, to_1177, calls["outcome"].isin(["BESVARAT", "UPPRINGT"]))
    logarithms_of_odds = [
        np.log(parts.to_numpy() / (wholes - parts).to_numpy())
        for parts, wholes in (
            (answered, _by_month(calls, to_1177)),
            _digital(drawn)["web_booking"],
            _phone(drawn, "VC"),
        )
    ]
    # The differences of differences leave the straight course out.
    moves = [float(np.diff(odds, 2).std() / 6**0.5) for odds in logarithms_of_odds]

    assert moves == [pytest.approx(0.08, abs=0.04)] * len(moves)
