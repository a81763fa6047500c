"""The synthetic extracts of the HR system: what is published of staff holds, row by row.

Here: turnover and sick leave by their definitions, computed from the files alone, and what the
register and the registrations look like. Not here: that the bytes are the same (`test_sample`).
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from orchestration.contracts import load_contracts
from orchestration.synthesis.economy import YEAR, Economy
from orchestration.synthesis.figures import PublishedFigures
from orchestration.synthesis.hr import write_hr
from orchestration.synthesis.identity import check_digits
from orchestration.synthesis.tree import CostCentre
from tests.oracle.structure import SEEDS as SEED_FILES

SEEDS = [1, 2]
MONTHS = [month.date() for month in pd.date_range("2023-01-01", "2024-11-01", freq="MS")]
LAST_DAY = date(2024, 11, 30)
DAY = timedelta(days=1)
FAR_AWAY = date(2099, 12, 31)
# The first day that the delivered absence may tell of.
EARLIEST = date(2022, 1, 1)
ADMINISTRATIONS = ["ADH", "HS", "NSVH", "PSH"]
AREAS = ["ADH-LVS", "ADH-AS", "ADH-MD", "ADH-HF"]
AMBULANCE = "ADH-AS-AMB"
POOL_ENDS = [date(2023, 4, 30), date(2023, 8, 31)]
TESSA_FROM = date(2024, 2, 1)
CATEGORIES = {"hired_doctors": "LÄK", "hired_nurses": "SSK", "hired_other": "ÖVR"}


Row = TypeVar("Row")


class Employed(NamedTuple):
    """A row of the register."""

    employment_number: str
    person: str
    sex: str
    birth_year: str
    cost_centre: str
    form: str
    occupation: str
    employed_from: date
    employed_to: date | None
    reason: str
    degree: float

    @property
    def ends(self) -> date:
        return self.employed_to or FAR_AWAY


class Scheduled(NamedTuple):
    """Ordinary hours of an employment in a month."""

    month: date
    employment_number: str
    hours: float


class Registered(NamedTuple):
    """A registered period of absence."""

    month: date
    absence_number: str
    employment_number: str
    cause: str
    extent: float
    absent_from: date
    absent_to: date
    corrected_absence: str


class HiredStaff(NamedTuple):
    """What a cost centre hired in a month."""

    month: date
    cost_centre: str
    category: str
    hours: float
    cost: float


def _rows(frame: pd.DataFrame, kind: Callable[..., Row]) -> list[Row]:
    """The rows of an extract, whose columns stand in the order of the fields."""
    return [kind(*values) for values in frame.itertuples(index=False, name=None)]


@dataclass(frozen=True)
class Extracts:
    """The four extracts of one seed, dates as ``date``, numbers as float."""

    employment: pd.DataFrame
    hours: pd.DataFrame
    absence: pd.DataFrame
    hired: pd.DataFrame


@pytest.fixture(scope="module")
def extracts_of(
    published: PublishedFigures,
    economy_of: Callable[[int], Economy],
    tree: list[CostCentre],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[int], Extracts]:
    """Seed -> what the HR system delivers."""

    @cache
    def deliver(seed: int) -> Extracts:
        raw = tmp_path_factory.mktemp(f"hr_{seed}")
        for _ in write_hr(load_contracts(), raw, published, economy_of(seed), tree, seed):
            pass
        return Extracts(
            _read(raw, "employment"),
            _read(raw, "scheduled_hours"),
            _read(raw, "absence"),
            _read(raw, "hired_staff"),
        )

    return deliver


def _read(raw: Path, name: str) -> pd.DataFrame:
    """Every delivery of an extract, under the names of its contract."""
    contract = load_contracts()[name]
    deliveries = [
        pd.read_csv(path, sep=";", dtype=str, encoding="cp1252", keep_default_na=False)
        for path in sorted((raw / contract.directory).iterdir())
    ]
    rows = pd.concat(deliveries, ignore_index=True)
    rows.columns = pd.Index([column.name for column in contract.columns])
    for column in contract.columns:
        text = rows[column.name]
        if column.logical_type == "number":
            rows[column.name] = text.str.replace(",", ".").astype(float)
        elif column.logical_type == "date":
            pattern = {"yyyyMM": "%Y%m"}.get(column.date_format or "", "%Y-%m-%d")
            days = pd.Series(text.unique()).replace("", None).dropna()
            known = dict(zip(days, pd.to_datetime(days, format=pattern).dt.date, strict=True))
            rows[column.name] = pd.Series([known.get(day) for day in text], dtype=object)
    return rows


@cache
def _month_end(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - DAY


def _window(last: str) -> list[date]:
    """The twelve months that end with a month, YYYY-MM."""
    index = MONTHS.index(date.fromisoformat(f"{last}-01"))
    return MONTHS[index - 11 : index + 1]


def _printed(figure_id: str) -> Mapping[str, str]:
    with (SEED_FILES / "published_figure.csv").open(encoding="utf-8", newline="") as file:
        return next(row for row in csv.DictReader(file) if row["figure_id"] == figure_id)


class Places:
    """Which organisations a cost centre belongs to in a month; none when it is closed."""

    def __init__(self, tree: list[CostCentre]) -> None:
        self._tree = [leaf for leaf in tree if leaf.unit is not None]
        self._known: dict[tuple[str, date], Collection[str]] = {}

    def organisations(self, code: str, day: date) -> Collection[str]:
        month = min(max(day.replace(day=1), MONTHS[0]), MONTHS[-1])
        if (code, month) not in self._known:
            parts = next(
                (
                    (leaf.unit or "").split("-")
                    for leaf in self._tree
                    if leaf.code == code and leaf.holds_on(month)
                ),
                [],
            )
            self._known[code, month] = {
                "-".join(parts[: end + 1]) for end in range(len(parts))
            }  # fmt: skip
        return self._known[code, month]


class Turnover:
    """Who is employed at each month's end and who left, by organisation and month."""

    def __init__(self, employment: pd.DataFrame, tree: list[CostCentre]) -> None:
        places = Places(tree)
        self.present: dict[tuple[str, date], set[str]] = defaultdict(set)
        self.left: dict[tuple[str, date], set[str]] = defaultdict(set)
        self.left_corrected: dict[tuple[str, date], set[str]] = defaultdict(set)
        held: dict[str, list[Employed]] = defaultdict(list)
        for row in _rows(employment, Employed):
            if row.form in {"TV", "ÅRS"}:
                held[row.person].append(row)
        for person, row in ((person, row) for person, rows in held.items() for row in rows):
            for month in MONTHS:
                if row.employed_from <= _month_end(month) <= row.ends:
                    for organisation in places.organisations(row.cost_centre, month):
                        self.present[organisation, month].add(person)
            if row.employed_to is None:
                continue
            next_day = row.employed_to + DAY
            after = [
                (other.form, places.organisations(other.cost_centre, next_day))
                for other in held[person]
                if other.employed_from <= next_day <= other.ends
            ]
            for organisation in places.organisations(row.cost_centre, row.employed_to):
                key = organisation, row.employed_to.replace(day=1)
                if not any(form == row.form and organisation in there for form, there in after):
                    self.left[key].add(person)
                if not any(organisation in there for _, there in after):
                    self.left_corrected[key].add(person)

    def rate(self, organisation: str, last: str, *, corrected: bool = False) -> float:
        """Percent of the average headcount that left in the twelve months."""
        months = _window(last)
        left = self.left_corrected if corrected else self.left
        leavers = set().union(*(left[organisation, month] for month in months))
        present = sum(len(self.present[organisation, month]) for month in months)
        return 100 * 12 * len(leavers) / present


@pytest.fixture(scope="module")
def turnover_of(
    extracts_of: Callable[[int], Extracts], tree: list[CostCentre]
) -> Callable[[int], Turnover]:
    """Seed -> its turnover."""
    return cache(lambda seed: Turnover(extracts_of(seed).employment, tree))


@pytest.fixture(scope="module")
def sick_leave_of(
    extracts_of: Callable[[int], Extracts], tree: list[CostCentre]
) -> Callable[[int], pd.DataFrame]:
    """Seed -> sick and ordinary hours by group (columns of sums) and month.

    A group is an organisation, and in the whole region a sex or an age by its first year.
    """

    @cache
    def sick_leave(seed: int) -> pd.DataFrame:
        extracts = extracts_of(seed)
        extents = _extents(extracts)
        employments = {row.employment_number: row for row in _rows(extracts.employment, Employed)}
        number_of = {number: index for index, number in enumerate(employments)}
        places = Places(tree)
        sums: dict[tuple[str, date], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for row in _rows(extracts.hours, Scheduled):
            employed = employments[row.employment_number]
            first, last = _held(employed, row.month)
            of_month = extents[number_of[row.employment_number], _column(first) : _column(last) + 1]
            sick = row.hours * int(of_month.sum(dtype=int)) / (100 * len(of_month))
            age = row.month.year - int(employed.birth_year)
            groups = [employed.sex, "50" if age >= 50 else "30" if age >= 30 else "0"]
            for group in [*groups, *places.organisations(employed.cost_centre, row.month)]:
                total = sums[group, row.month]
                total[0] += sick
                total[1] += row.hours
        return pd.DataFrame.from_dict(sums, orient="index", columns=["sick", "ordinary"])

    return sick_leave


def _effective(absence: pd.DataFrame) -> pd.DataFrame:
    """Sick leave that no later registration replaces or takes back."""
    replaced = absence["absence_number"].isin(absence["corrected_absence"])
    return absence[(absence["cause"] == "SJUK") & (absence["extent"] > 0) & ~replaced]


def _held(employed: Employed, month: date) -> tuple[date, date]:
    """The first and the last day of a month on which an employment holds."""
    return max(employed.employed_from, month), min(employed.ends, _month_end(month))


def _column(day: date) -> int:
    """Where a day stands in the extents."""
    return (day - EARLIEST).days


def _extents(extracts: Extracts) -> npt.NDArray[np.uint8]:
    """The greatest extent of each employment and day, of shape (employments, days)."""
    number_of = {
        number: index for index, number in enumerate(extracts.employment["employment_number"])
    }
    extents = np.zeros((len(number_of), _column(LAST_DAY) + 1), dtype=np.uint8)
    for row in _rows(_effective(extracts.absence), Registered):
        days = slice(_column(row.absent_from), _column(row.absent_to) + 1)
        span = extents[number_of[row.employment_number], days]
        np.maximum(span, int(row.extent), out=span)
    return extents


def _share(sick_leave: pd.DataFrame, organisation: str, months: list[date]) -> float:
    sums = sick_leave.loc[[(organisation, month) for month in months]].sum()
    return float(100 * sums["sick"] / sums["ordinary"])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("figure_id", ["adh.staff.turnover_r12", "adh.staff.turnover_r12.text"])
def test_turnover_is_the_published(
    seed: int, figure_id: str, turnover_of: Callable[[int], Turnover]
) -> None:
    figure = _printed(figure_id)

    rate = turnover_of(seed).rate("ADH", figure["period"])

    assert abs(rate - float(figure["value"])) < 0.5 * 10 ** -int(figure["decimals"])


@pytest.mark.parametrize("seed", SEEDS)
def test_turnover_falls_around_the_published_month_and_by_the_end(
    seed: int, turnover_of: Callable[[int], Turnover]
) -> None:
    turnover = turnover_of(seed)
    rates = [turnover.rate("ADH", month) for month in ("2023-12", "2024-02", "2024-05", "2024-11")]

    assert rates == sorted(rates, reverse=True)
    for name in ("HS", "NSVH", "PSH"):
        assert turnover.rate(name, "2024-11") < turnover.rate(name, "2024-02") + 1


@pytest.mark.parametrize("seed", SEEDS)
def test_leavers_vary_from_month_to_month_as_chance_has_it(
    seed: int, turnover_of: Callable[[int], Turnover]
) -> None:
    turnover = turnover_of(seed)

    for name in ("ADH", "HS", "NSVH", "PSH"):
        rates = np.array([turnover.rate(name, f"{month:%Y-%m}") for month in MONTHS[11:]])
        changes = np.diff(rates)
        assert (changes > 0).any()
        assert changes.std() > 0.05
        left = [len(turnover.left[name, month]) for month in MONTHS]
        assert 0.5 < np.var(left) / np.mean(left) < 8


@pytest.mark.parametrize("seed", SEEDS)
def test_turnover_by_area_is_as_the_report_says(
    seed: int, turnover_of: Callable[[int], Turnover]
) -> None:
    rate = {area: turnover_of(seed).rate(area, "2024-02") for area in AREAS}

    assert rate["ADH-HF"] < min(rate["ADH-AS"], rate["ADH-MD"])
    for name in ("HS", "NSVH", "PSH"):
        assert 9 < turnover_of(seed).rate(name, "2024-02") < 13


@pytest.mark.parametrize("seed", SEEDS)
def test_corrected_turnover_is_clearly_lower_where_the_annual_pool_ended(
    seed: int, turnover_of: Callable[[int], Turnover]
) -> None:
    turnover = turnover_of(seed)

    for organisation, difference in (("ADH", 1.0), (AMBULANCE, 4.0)):
        corrected = turnover.rate(organisation, "2024-02", corrected=True)
        assert corrected < turnover.rate(organisation, "2024-02") - difference
    assert turnover.rate("HS", "2024-02", corrected=True) == turnover.rate("HS", "2024-02")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_annual_pool_ends_and_its_people_stay(
    seed: int, extracts_of: Callable[[int], Extracts], tree: list[CostCentre]
) -> None:
    employment = extracts_of(seed).employment
    pool = employment[employment["form_of_employment"] == "ÅRS"]
    ended = pool[pool["employed_to"].notna()]
    permanent = employment[employment["form_of_employment"] == "TV"]
    begun = set(zip(permanent["person"], permanent["employed_from"], strict=True))
    places = Places(tree)

    assert all(AMBULANCE in places.organisations(code, MONTHS[0]) for code in pool["cost_centre"])
    assert sorted(set(ended["employed_to"])) == POOL_ENDS
    assert set(ended["reason_for_leaving"]) == {"AVTAL"}
    for row in _rows(ended, Employed):
        assert (row.person, row.ends + DAY) in begun


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("figure_id", ["adh.staff.sick_leave", "adh.staff.sick_leave.text"])
def test_sick_leave_is_the_published(
    seed: int, figure_id: str, sick_leave_of: Callable[[int], pd.DataFrame]
) -> None:
    figure = _printed(figure_id)

    share = _share(sick_leave_of(seed), "ADH", _window(figure["period"]))

    assert abs(share - float(figure["value"])) < 0.5 * 10 ** -int(figure["decimals"])


@pytest.mark.parametrize("seed", SEEDS)
def test_sick_leave_of_every_month_is_above_the_target_and_rises_in_february(
    seed: int, sick_leave_of: Callable[[int], pd.DataFrame]
) -> None:
    target = float(_printed("adh.staff.sick_leave.target")["value"])
    january, february = date(2024, 1, 1), date(2024, 2, 1)
    sick_leave = sick_leave_of(seed)

    assert min(_share(sick_leave, "ADH", [month]) for month in MONTHS) > target
    for organisation in ["ADH", *AREAS]:
        assert _share(sick_leave, organisation, [february]) > _share(
            sick_leave, organisation, [january]
        )
    for name in ("HS", "NSVH", "PSH"):
        assert 5.5 < _share(sick_leave, name, _window("2024-02")) < 7.5


@pytest.mark.parametrize("seed", SEEDS)
def test_ambulance_is_ill_most_and_loses_a_quarter_of_it_in_tessa(
    seed: int, sick_leave_of: Callable[[int], pd.DataFrame]
) -> None:
    sick_leave = sick_leave_of(seed)
    before = [month for month in MONTHS if month < TESSA_FROM]
    since = [month for month in MONTHS if month >= TESSA_FROM]

    def beside_others(months: list[date]) -> float:
        others = np.mean([_share(sick_leave, area, months) for area in ("ADH-MD", "ADH-HF")])
        return _share(sick_leave, AMBULANCE, months) / float(others)

    assert all(
        _share(sick_leave, AMBULANCE, before) > _share(sick_leave, area, before) for area in AREAS
    )
    assert 0.7 < beside_others(since) / beside_others(before) < 0.8


@pytest.mark.parametrize("seed", SEEDS)
def test_sick_leave_is_least_in_july_and_greatest_in_february(
    seed: int, sick_leave_of: Callable[[int], pd.DataFrame]
) -> None:
    sick_leave = sick_leave_of(seed)

    for year in (2023, 2024):
        months = [month for month in MONTHS if month.year == year]
        for name in ADMINISTRATIONS:
            by_month = {month.month: _share(sick_leave, name, [month]) for month in months}
            assert max(by_month, key=by_month.__getitem__) == 2
        by_month = {month.month: _share(sick_leave, "HS", [month]) for month in months}
        assert min(by_month, key=by_month.__getitem__) == 7
        assert by_month[7] < 0.75 * by_month[2]


@pytest.mark.parametrize("seed", SEEDS)
def test_women_and_older_people_are_ill_more_and_always_by_about_as_much(
    seed: int, sick_leave_of: Callable[[int], pd.DataFrame]
) -> None:
    sick_leave = sick_leave_of(seed)
    halves = [MONTHS[:11], MONTHS[11:]]

    for months in halves:
        assert 0.65 < _share(sick_leave, "M", months) / _share(sick_leave, "K", months) < 0.85
        young, middling, old = (_share(sick_leave, age, months) for age in ("0", "30", "50"))
        assert young < 0.93 * middling
        assert middling < 0.9 * old


@pytest.mark.parametrize("seed", SEEDS)
def test_long_spells_are_a_good_part_of_sick_leave(
    seed: int, extracts_of: Callable[[int], Extracts]
) -> None:
    spells = _spells(extracts_of(seed))

    assert 0.3 < spells.loc[spells["days"] >= 60, "days"].sum() / spells["days"].sum() < 0.6
    assert (spells["days"] <= 7).mean() > 0.5
    long_among = (spells["days"] >= 60).groupby(spells["is_young"]).mean()
    assert long_among[True] < 0.6 * long_among[False]


@pytest.mark.parametrize("seed", SEEDS)
def test_long_spells_are_there_from_the_first_month(
    seed: int, extracts_of: Callable[[int], Extracts]
) -> None:
    spells = _spells(extracts_of(seed))
    first_month = slice(_column(MONTHS[0]), _column(_month_end(MONTHS[0])) + 1)
    last = spells["last"].clip(upper=first_month.stop - 1)
    in_month = (last + 1 - spells["first"].clip(lower=first_month.start)).clip(lower=0)
    is_long = last + 1 - spells["first"] >= 60

    assert 0.28 < in_month[is_long].sum() / in_month.sum() < 0.42


def _spells(extracts: Extracts) -> pd.DataFrame:
    """The unbroken sick days of each employment: first and last column of the extents, days."""
    sick = _extents(extracts) > 0
    edges = np.diff(np.pad(sick, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    employment, first = np.nonzero(edges == 1)
    last = np.nonzero(edges == -1)[1] - 1
    born = extracts.employment["birth_year"].astype(int).to_numpy()[employment]
    return pd.DataFrame(
        {"first": first, "last": last, "days": last - first + 1, "is_young": born > 2024 - 30}
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_no_identity_number_can_belong_to_anyone(
    seed: int, extracts_of: Callable[[int], Extracts]
) -> None:
    people = extracts_of(seed).employment.drop_duplicates(["person", "sex", "birth_year"])
    numbers = people["person"]

    assert numbers.is_unique
    assert numbers.str.fullmatch(r"\d{8}-\d{4}").all()
    assert (numbers.str[:4] == people["birth_year"]).all()
    nine_digits = np.array((numbers.str[2:8] + numbers.str[9:12]).tolist(), dtype=np.int64)
    assert (check_digits(nine_digits) != numbers.str[12].astype(int)).all()


def test_the_check_digit_is_that_of_the_luhn_rule() -> None:
    # 811218-9876 is the number that the tax agency explains the rule with.
    assert check_digits(np.array([811218987])).tolist() == [6]


@pytest.mark.parametrize("seed", SEEDS)
def test_some_8_500_people_mostly_women_are_employed_all_the_time(
    seed: int, extracts_of: Callable[[int], Extracts]
) -> None:
    employment = extracts_of(seed).employment
    ends = employment["employed_to"].fillna(FAR_AWAY)

    assert (ends >= MONTHS[0]).all()
    assert (employment["employed_from"] <= LAST_DAY).all()
    for day in (MONTHS[0], date(2024, 2, 29), LAST_DAY):
        held = employment[(employment["employed_from"] <= day) & (ends >= day)]
        people = held.drop_duplicates("person")
        assert 8_300 < len(people) < 8_700
        assert 0.75 < (people["sex"] == "K").mean() < 0.85
    assert employment["employment_number"].is_unique
    ended = employment["employed_to"].notna()
    assert ((employment["reason_for_leaving"] != "") == ended).all()
    assert (ends >= employment["employed_from"]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_employed_where_there_is_no_cost_centre(
    seed: int, extracts_of: Callable[[int], Extracts], tree: list[CostCentre]
) -> None:
    lasts = {leaf.code: leaf.valid_to or FAR_AWAY for leaf in tree if leaf.unit is not None}
    employment = extracts_of(seed).employment
    closes = employment["cost_centre"].map(lasts)

    assert (employment["employed_to"].fillna(FAR_AWAY) <= closes).all()
    assert (employment["employed_from"] <= closes).all()
    closed = employment[(closes < LAST_DAY) & (employment["employed_to"] == closes)]
    moved = closed[closed["reason_for_leaving"] == "FLYTT"]
    begun = set(zip(employment["person"], employment["employed_from"], strict=True))
    assert len(moved) > 5
    assert all((row.person, row.ends + DAY) in begun for row in _rows(moved, Employed))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_register_holds_the_cases_that_the_rules_are_for(
    seed: int, extracts_of: Callable[[int], Extracts]
) -> None:
    employment = extracts_of(seed).employment
    found: dict[str, int] = defaultdict(int)
    register = sorted(_rows(employment, Employed), key=lambda row: (row.person, row.employed_from))
    for earlier, later in pairwise(register):
        if earlier.person != later.person:
            continue
        forms = f"{earlier.form}-{later.form}"
        if later.employed_from <= earlier.ends:
            found["simultaneous"] += 1
        elif later.employed_from == earlier.ends + DAY:
            found[f"{forms} {earlier.reason}"] += 1
        elif forms == "TV-TV" and (later.employed_from - earlier.ends).days < 365:
            found["returned"] += 1

    assert found["simultaneous"] > 50
    assert found["TV-TV FLYTT"] > 100
    assert found["VIK-TV AVTAL"] > 50
    assert found["returned"] > 20
    moves = employment["reason_for_leaving"] == "FLYTT"
    assert found["TV-TV FLYTT"] >= 0.8 * moves.sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_ordinary_hours_are_those_of_employments_with_monthly_pay(
    seed: int, extracts_of: Callable[[int], Extracts]
) -> None:
    extracts = extracts_of(seed)
    employment = extracts.employment[extracts.employment["form_of_employment"] != "TIM"]
    expected = {
        (row.employment_number, month)
        for row in _rows(employment, Employed)
        for month in MONTHS
        if row.employed_from <= _month_end(month) and row.ends >= month
    }
    hours = extracts.hours
    degree = employment.set_index("employment_number")["degree"]
    first = employment.set_index("employment_number")["employed_from"]

    assert set(zip(hours["employment_number"], hours["reporting_month"], strict=True)) == expected
    assert (hours["ordinary_hours"] > 0).all()
    full_time = hours[
        (hours["employment_number"].map(degree) == 100)
        & (hours["employment_number"].map(first) < MONTHS[0])
    ]
    assert 155 < full_time["ordinary_hours"].mean() < 170


@pytest.mark.parametrize("seed", SEEDS)
def test_absence_is_registered_late_corrected_and_taken_back(
    seed: int, extracts_of: Callable[[int], Extracts]
) -> None:
    absence = extracts_of(seed).absence
    corrects = absence[absence["corrected_absence"] != ""]
    replaced = absence.set_index("absence_number").loc[corrects["corrected_absence"]]
    first_registered = absence[absence["corrected_absence"] == ""]
    begun = absence["absent_from"] < MONTHS[0]
    late = [
        MONTHS.index(row.month) - MONTHS.index(max(row.absent_from, MONTHS[0]).replace(day=1))
        for row in _rows(first_registered, Registered)
    ]

    assert absence["absence_number"].is_unique
    assert set(late) == {0, 1, 2}
    assert (absence["absent_from"] >= EARLIEST).all()
    assert (absence.loc[begun, "absent_to"] >= MONTHS[0]).all()
    assert begun.sum() > 100
    assert corrects["corrected_absence"].is_unique
    assert (corrects["corrected_absence"] < corrects["absence_number"]).all()
    assert (corrects["employment_number"].to_numpy() == replaced["employment_number"]).all()
    assert (corrects["reporting_month"].to_numpy() >= replaced["reporting_month"]).all()
    assert (corrects["reporting_month"].to_numpy() > replaced["reporting_month"]).sum() > 100
    assert (corrects["extent"] == 0).sum() > 100
    assert corrects["corrected_absence"].isin(corrects["absence_number"]).sum() > 20
    assert set(absence["extent"]) == {0, 25, 50, 75, 100}
    assert (absence["extent"] > 0)[absence["corrected_absence"] == ""].all()


@pytest.mark.parametrize("seed", SEEDS)
def test_some_registrations_overlap_and_some_go_on_from_day_to_day(
    seed: int, extracts_of: Callable[[int], Extracts]
) -> None:
    sick = _effective(extracts_of(seed).absence).sort_values(["employment_number", "absent_from"])
    same = sick["employment_number"].to_numpy()[1:] == sick["employment_number"].to_numpy()[:-1]
    gap = np.array([
        (begins - ended).days
        for begins, ended in zip(
            sick["absent_from"].iloc[1:], sick["absent_to"].iloc[:-1], strict=True
        )
    ])  # fmt: skip

    assert (same & (gap < 1)).sum() > 200
    assert (same & (gap == 1)).sum() > 2_000


@pytest.mark.parametrize("seed", SEEDS)
def test_small_groups_are_parts_and_never_an_organisation(
    seed: int, extracts_of: Callable[[int], Extracts], tree: list[CostCentre]
) -> None:
    extracts = extracts_of(seed)
    people = {row.employment_number: row for row in _rows(extracts.employment, Employed)}
    places = Places(tree)
    groups: dict[tuple[str, str, date], set[str]] = defaultdict(set)
    for row in _rows(extracts.hours, Scheduled):
        employed = people[row.employment_number]
        for organisation in places.organisations(employed.cost_centre, row.month):
            groups[organisation, "total", row.month].add(employed.person)
            groups[organisation, employed.sex, row.month].add(employed.person)

    totals = {key: len(group) for key, group in groups.items() if key[1] == "total"}
    assert min(totals.values()) > 15
    assert all(1 <= len(groups["ADH-AS-SJR", "M", month]) <= 10 for month in MONTHS)


@pytest.mark.parametrize("seed", SEEDS)
def test_hired_staff_costs_what_the_ledger_books(
    seed: int,
    extracts_of: Callable[[int], Extracts],
    economy_of: Callable[[int], Economy],
    tree: list[CostCentre],
) -> None:
    hired = extracts_of(seed).hired
    places = Places(tree)
    units = [
        max(places.organisations(row.cost_centre, row.month), key=len)
        for row in _rows(hired, HiredStaff)
    ]
    ore = (hired["hired_cost"] * 100).round().astype(np.int64)
    delivered = ore.groupby([units, hired["category"], hired["reporting_month"]]).sum().to_dict()
    actual = economy_of(seed).actual
    booked = {
        (unit, category, month): -actual.total([unit], [group], [month])
        for unit in YEAR
        for group, category in CATEGORIES.items()
        for month in MONTHS
    }

    assert delivered == {key: cost for key, cost in booked.items() if cost}
    rates = hired["hired_cost"] / hired["hired_hours"]
    assert rates.between(400, 1_800).all()
    assert (hired["hired_cost"] > 0).all()
    assert not hired.duplicated(["reporting_month", "cost_centre", "category"]).any()
