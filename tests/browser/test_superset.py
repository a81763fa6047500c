"""The dashboards of Superset show what the marts hold, also after the next publication.

Here: for every chart of every dashboard, the same figures asked of the published file itself.
Not here: whether the marts are right (`tests/integration`).
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Browser

from tests.browser.superset import Point, Superset, started

MISSING = "N/A"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """As the published figures are: once, half away from zero."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def in_swedish(value: Decimal, decimals: int) -> str:
    text = f"{rounded(value, decimals):,.{decimals}f}"
    return text.translate(str.maketrans(",.-", "\N{NO-BREAK SPACE},\N{MINUS SIGN}"))


def mnkr(value: Decimal) -> str:
    return in_swedish(value / 1_000_000, 1)


def percent(value: Decimal) -> str:
    return f"{in_swedish(value, 1)}\N{NO-BREAK SPACE}%"


def number(value: Decimal) -> str:
    return in_swedish(Decimal(value), 0)


def yes_or_no(value: object) -> str:
    return "Ja" if value else "Nej"


def drawn_mnkr(value: Decimal) -> float:
    return float(rounded(value / 1_000_000, 1))


def drawn_percent(value: Decimal) -> float:
    return float(rounded(value, 1) / 100)


@dataclass(frozen=True)
class Cells:
    """A number or a table: what the marts say, and how each of its columns is written."""

    query: str
    forms: tuple[Callable[[Any], str], ...]
    ordered: bool = True

    def expected(self, marts: duckdb.DuckDBPyConnection) -> list[list[str]]:
        """The cells as they are read on the page."""
        cells = [
            [
                MISSING if value is None else form(value)
                for form, value in zip(self.forms, row, strict=True)
            ]
            for row in marts.execute(self.query).fetchall()
        ]
        assert cells, f"the marts have nothing to show: {self.query}"
        return cells if self.ordered else sorted(cells)


@dataclass(frozen=True)
class Points:
    """What a chart draws: rows of place on the axis, series and value; and the value's unit."""

    query: str
    form: Callable[[Any], float] = float


def expected_points(marts: duckdb.DuckDBPyConnection, drawings: tuple[Points, ...]) -> set[Point]:
    return {
        (place, series, round(drawing.form(value), 4))
        for drawing in drawings
        for place, series, value in marts.execute(drawing.query).fetchall()
        if value is not None
    }


def chosen(table: str, columns: str, where: str = "true") -> str:
    """For what the filters choose of themselves: the first organisation and the last month."""
    return f"""
        select {columns} from {table}
        where organisation_code = (
                select organisation_code from organisation order by sort_order limit 1
            )
            and period = (select max(period) from {table}) and {where}
    """


def by_organisation(table: str, columns: str, where: str) -> str:
    return f"""
        select organisation.name_sv, {columns}
        from {table} inner join organisation using (organisation_code)
        where period = (select max(period) from {table}) and {where}
        order by organisation.sort_order
    """


def by_month(table: str, series: str, value: str, where: str = "true") -> str:
    return f"""
        select period, {series}, {value} from {table}
        where organisation_code = (
                select organisation_code from organisation order by sort_order limit 1
            )
            and {where}
    """


REMARK = """case
    when quality like 'withheld%' then 'Visas inte av integritetsskäl'
    when quality like '%too low' then 'Underrapporterad i källan'
end"""
TIME_LIMIT = """case
    when time_limit_unit = 'minutes' then time_limit || ' minuter'
    when time_limit_unit = 'hour_of_next_day' then 'kl. ' || time_limit || ' nästa dag'
    when time_limit = 0 then 'samma dag'
    else time_limit || ' dagar'
end"""
RESULT = "account_group = 'total' and \"window\" = "
AMOUNTS = "actual, budget, deviation"
SHARES = (
    "hired_share_of_total_percent, target_share_of_total_percent, attained_share_of_total,"
    " hired_share_of_own_percent, target_share_of_own_percent, attained_share_of_own"
)
YTD, R12, MONTH = ("\"window\" = 'ytd'", "\"window\" = 'r12'", "\"window\" = 'month'")
ALL_STAFF = "subject = 'total' and "

PUBLICATION = Cells(
    """
    select strftime(published_at at time zone 'Europe/Stockholm', '%Y-%m-%d %H:%M'),
        publication_id, figures_agree, values_restated
    from publication where publication_id = (select max(publication_id) from publication)
    """,
    (str, str, str, str),
)

DASHBOARDS: dict[str, dict[str, Cells | tuple[Points, ...]]] = {
    "budgetavvikelse": {
        "Publikationen som visas": PUBLICATION,
        "Resultat": Cells(chosen("budget_deviation", "actual", RESULT + "'ytd'"), (mnkr,)),
        "Budget": Cells(chosen("budget_deviation", "budget", RESULT + "'ytd'"), (mnkr,)),
        "Budgetavvikelse": Cells(
            chosen("budget_deviation", "deviation", RESULT + "'ytd'"), (mnkr,)
        ),
        "Avvikelse i månaden": Cells(
            chosen("budget_deviation", "deviation", RESULT + "'month'"), (mnkr,)
        ),
        "Budgetavvikelse per månad och ackumulerat, mnkr": (
            Points(
                by_month(
                    "budget_deviation", "'deviation_in_month'", "deviation", RESULT + "'month'"
                ),
                drawn_mnkr,
            ),
            Points(
                by_month(
                    "budget_deviation",
                    "'Ackumulerat ' || left(period, 4)",
                    "deviation",
                    RESULT + "'ytd'",
                ),
                drawn_mnkr,
            ),
        ),
        "Resultat per verksamhet, mnkr från januari": Cells(
            by_organisation("budget_deviation", AMOUNTS, RESULT + "'ytd'"), (str, mnkr, mnkr, mnkr)
        ),
        "Kontogrupper, störst underskott först, mnkr från januari": Cells(
            chosen(
                "budget_deviation",
                f"account_group_name_sv, {AMOUNTS}, 100 * deviation / nullif(abs(budget), 0)",
                f"{YTD} and (actual <> 0 or budget <> 0)",
            ),
            (str, mnkr, mnkr, mnkr, lambda value: percent(Decimal(str(value)))),
            ordered=False,
        ),
    },
    "bemanningskostnad": {
        "Publikationen som visas": PUBLICATION,
        "Andel inhyrd personal": Cells(
            chosen("staffing_cost_ratio", "hired_share_of_total_percent", YTD), (percent,)
        ),
        "Andel inhyrda läkare, SSK": Cells(
            chosen("staffing_cost_ratio", "hired_share_of_own_percent", YTD), (percent,)
        ),
        "Inhyrd personal": Cells(chosen("staffing_cost_ratio", "hired_staff_cost", YTD), (mnkr,)),
        "Inhyrda timmar": Cells(chosen("staffing_cost_ratio", "hired_hours", YTD), (number,)),
        "Inhyrd personal per månad, kostnad och andel": (
            Points(
                by_month("staffing_cost_ratio", "'hired_mkr'", "hired_staff_cost", MONTH),
                drawn_mnkr,
            ),
            Points(
                by_month(
                    "staffing_cost_ratio", "'share_of_total'", "hired_share_of_total_percent", MONTH
                ),
                drawn_percent,
            ),
        ),
        "Andel och mål, rullande tolv månader": tuple(
            Points(by_month("staffing_cost_ratio", f"'{series}'", value, R12), drawn_percent)
            for series, value in (
                ("share_of_total", "hired_share_of_total_percent"),
                ("share_of_own", "hired_share_of_own_percent"),
                ("target_of_total", "target_share_of_total_percent"),
                ("target_of_own", "target_share_of_own_percent"),
            )
        ),
        "Per verksamhet, från januari": Cells(
            by_organisation(
                "staffing_cost_ratio",
                f"hired_staff_cost, own_personnel_cost, hired_hours, {SHARES}",
                YTD,
            ),
            (str, mnkr, mnkr, number, percent, percent, yes_or_no, percent, percent, yes_or_no),
        ),
    },
    "medarbetare": {
        "Publikationen som visas": PUBLICATION,
        "Sjukfrånvaro": Cells(
            chosen("sick_leave", "sick_leave_percent", ALL_STAFF + R12), (percent,)
        ),
        "Varav 60 dagar eller mer": Cells(
            chosen("sick_leave", "sick_leave_60_days_percent", ALL_STAFF + R12), (percent,)
        ),
        "Personalomsättning": Cells(chosen("staff_turnover", "staff_turnover_percent"), (percent,)),
        "Medelantal anställda": Cells(chosen("staff_turnover", "average_headcount"), (number,)),
        "Sjukfrånvaro per månad": tuple(
            Points(by_month("sick_leave", f"'{series}'", value, ALL_STAFF + MONTH), drawn_percent)
            for series, value in (
                ("sick_leave", "sick_leave_percent"),
                ("target", "target_percent"),
            )
        ),
        "Kön och ålder, rullande tolv månader": (
            Points(
                chosen(
                    "sick_leave",
                    """case subject
                        when 'total' then 'Totalt' when 'female' then 'Kvinnor'
                        when 'male' then 'Män' when 'age_29_or_younger' then '29 år eller yngre'
                        when 'age_30_to_49' then '30-49 år' else '50 år eller äldre'
                    end, 'sick_leave', sick_leave_percent""",
                    R12,
                ),
                drawn_percent,
            ),
        ),
        "Personalomsättning, rullande": tuple(
            Points(by_month("staff_turnover", f"'{series}'", value), drawn_percent)
            for series, value in (
                ("turnover", "staff_turnover_percent"),
                ("target", "target_percent"),
            )
        ),
        "Sjukfrånvaro per verksamhet, rullande tolv månader": Cells(
            by_organisation(
                "sick_leave",
                "sick_leave_percent, target_percent, attained, sick_leave_60_days_percent,"
                f" {REMARK}",
                ALL_STAFF + R12,
            ),
            (str, percent, percent, yes_or_no, percent, str),
        ),
        "Personalomsättning per verksamhet, rullande tolv månader": Cells(
            by_organisation(
                "staff_turnover",
                f"staff_turnover_percent, target_percent, attained, leavers, joiners, {REMARK}",
                R12,
            ),
            (str, percent, percent, yes_or_no, number, number, str),
        ),
    },
    "tillganglighet": {
        "Publikationen som visas": PUBLICATION,
        "Uppnådda mål": Cells(
            f"""
            select count(*) from accessibility
            where attained and {YTD} and period = (select max(period) from accessibility)
            """,
            (number,),
        ),
        "Mål som följs": Cells(
            f"""
            select count(*) from accessibility
            where attained is not null and {YTD}
                and period = (select max(period) from accessibility)
            """,
            (number,),
        ),
        "Telefonkontakt samma dag": Cells(
            chosen("accessibility", "value", f"measure = 'phone_contact_same_day' and {YTD}"),
            (percent,),
        ),
        "Patienter i kö": Cells(
            chosen("accessibility", "sum(value)", "measure = 'queue_length'"), (number,)
        ),
        "Mål och utfall i alla verksamheter, från januari": Cells(
            f"""
            select measure.name_sv, subject_name_sv, organisation.name_sv,
                if(time_limit is null, null, {TIME_LIMIT}), value, target, attained, {REMARK}
            from accessibility
            inner join organisation using (organisation_code)
            inner join measure using (measure)
            where target is not null and accessibility."window" = 'ytd'
                and period = (select max(period) from accessibility)
            """,
            (str, str, str, str, percent, percent, yes_or_no, str),
            ordered=False,
        ),
        "Andel inom tidsgräns per månad": (
            Points(
                by_month(
                    "accessibility",
                    "subject_name_sv",
                    "value",
                    f"measure = 'share_within_time' and {MONTH}",
                ),
                drawn_percent,
            ),
        ),
        "Patienter i kö vid månadens slut": (
            Points(
                by_month("accessibility", "subject_name_sv", "value", "measure = 'queue_length'")
            ),
        ),
        "Besök per månad": (
            Points(
                by_month(
                    "production",
                    "subject_name_sv",
                    "volume",
                    f"measure = 'visits' and subject <> 'total' and {MONTH}",
                )
            ),
        ),
    },
}


@pytest.fixture(scope="module")
def marts(region_after_first_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file of this suite's own, which a publication may replace."""
    published = region_after_first_run / "warehouse" / "marts.duckdb"
    return Path(shutil.copy(published, tmp_path_factory.mktemp("warehouse")))


@pytest.fixture(scope="module")
def superset(
    marts: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Superset]:
    # High enough for all charts, for those below the edge of the page are not drawn.
    page = browser.new_page(viewport={"width": 1400, "height": 3000}, locale="sv-SE")
    page.set_default_timeout(60_000)
    with started(marts, tmp_path_factory.mktemp("superset"), page) as superset:
        yield superset


def require_dashboard(superset: Superset, slug: str, published: Path) -> None:
    """Hold every chart of a dashboard against the published file."""
    shown = superset.dashboard(slug)
    charts = DASHBOARDS[slug]
    assert shown.keys() == charts.keys()
    with duckdb.connect(published, read_only=True) as connection:
        connection.execute("use marts.marts")
        for title, chart in charts.items():
            if isinstance(chart, Cells):
                cells = shown[title].cells if chart.ordered else sorted(shown[title].cells)
                assert cells == chart.expected(connection), title
            else:
                expected = expected_points(connection, chart)
                assert expected, f"the marts have nothing to draw: {title}"
                assert shown[title].points == expected, title


@pytest.mark.parametrize("slug", DASHBOARDS)
def test_every_chart_shows_the_marts(superset: Superset, slug: str, marts: Path) -> None:
    require_dashboard(superset, slug, marts)

    page = superset.page
    assert page.get_by_text("Exempeldata är syntetiska.").is_visible()


def test_the_next_publication_is_shown_at_once(superset: Superset, marts: Path) -> None:
    require_dashboard(superset, "budgetavvikelse", marts)
    before = superset.page.inner_text("body")
    # DuckDB names the catalog after the file.
    following = marts.parent / "next" / marts.name
    following.parent.mkdir()
    shutil.copyfile(marts, following)
    with duckdb.connect(following) as connection:
        connection.execute("use marts.marts")
        connection.execute(
            "update budget_deviation set actual = actual + 7e7, deviation = deviation + 7e7"
        )
        connection.execute(
            """
            insert into publication
            select * replace ('9' || publication_id as publication_id,
                published_at + interval 1 day as published_at)
            from publication
            """
        )

    following.rename(marts)

    require_dashboard(superset, "budgetavvikelse", marts)
    assert superset.page.inner_text("body") != before


def test_the_password_is_nowhere_but_on_the_terminal(superset: Superset) -> None:
    files = [file for file in superset.home.rglob("*") if file.is_file()]
    commands = [file for file in Path("/proc").glob("[0-9]*/cmdline") if file.exists()]

    assert len(files) > 1
    for file in files + commands:
        assert superset.password.encode() not in contents(file), file


def contents(file: Path) -> bytes:
    """Nothing of a process that has ended meanwhile."""
    try:
        return file.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
