"""Which sums a reader of the marts can make across measures, read from a small made-up database."""

from collections.abc import Iterator

import duckdb
import pytest

from tests.disclosure.difference import Amount
from tests.disclosure.reading import read_care, read_workforce

# Every child has one parent; the ambulance is the unit that reports too little, since February.
MADE_UP = """
    attach ':memory:' as marts;
    create schema marts.reference;
    create schema marts.intermediate;
    create schema marts.marts;
    create table marts.reference.organisation as
        from (values ('region', null), ('care', 'region'), ('ambulance', 'care'), ('lab', 'care'))
        as t (organisation_code, parent_organisation_code);
    create table marts.reference.subject as
        from (values ('visit', 'nutrition'), ('visit_form', 'digital')) as t (extract, subject);
    create table marts.reference.reporting_fault as
        select 'sick_leave' as measure, 'ambulance' as organisation_code,
            date '2024-02-01' as valid_from, cast(null as date) as valid_to;
    create table marts.intermediate.int_care_window as
        from (values
            ('visits', 'digital', 'care', 'month', date '2024-02-01', 9, null),
            ('visits', 'total', 'care', 'month', date '2024-02-01', 20, null),
            ('visits', 'remote', 'care', 'month', date '2024-02-01', 11, null),
            ('digital_share', 'nutrition', 'care', 'month', date '2024-02-01', 7, 12),
            ('digital_share', 'web_booking', 'care', 'month', date '2024-02-01', 1, 2),
            ('visits', 'digital', 'care', 'month', date '2024-03-01', null, null)
        ) as t (measure, subject, organisation_code, "window", reporting_month,
            numerator, denominator);
    create table marts.intermediate.int_sick_leave_window as
        select 'total' as subject, organisation_code, "window", reporting_month,
            if(reporting_month = date '2024-03-01', null, 4.0) as sick_hours,
            100.0 as ordinary_hours
        from (values ('region'), ('care'), ('ambulance'), ('lab')) as o (organisation_code),
            (values ('month'), ('r12')) as w ("window"),
            (values (date '2024-01-01'), (date '2024-02-01'), (date '2024-03-01'))
                as m (reporting_month);
    create table marts.intermediate.int_turnover_window as
        select 'care' as organisation_code, date '2024-02-01' as reporting_month,
            20.0 as average_headcount
        where false;
    create table marts.marts.accessibility (
        measure varchar, subject varchar, organisation_code varchar, "window" varchar,
        period varchar, numerator bigint, denominator bigint, value double, attained boolean);
    create table marts.marts.production (
        measure varchar, subject varchar, organisation_code varchar, "window" varchar,
        period varchar, volume bigint, volume_previous_year bigint, growth_percent double,
        due bigint, on_time_percent double, attained boolean);
    create table marts.marts.staff_turnover (
        organisation_code varchar, "window" varchar, period varchar, leavers bigint,
        leavers_corrected bigint, joiners bigint, average_headcount double,
        staff_turnover_percent double, staff_turnover_corrected_percent double,
        staff_turnover_lowest_percent double, attained boolean);
    create table marts.marts.sick_leave (
        subject varchar, organisation_code varchar, "window" varchar, period varchar,
        sick_hours double, ordinary_hours double, long_sick_hours double,
        sick_leave_percent double, sick_leave_60_days_percent double,
        corrected_low_percent double, corrected_high_percent double, attained boolean);
    create table marts.marts.kpi (
        measure varchar, subject varchar, organisation_code varchar, "window" varchar,
        period varchar, value double, numerator double, denominator double, attained boolean);
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(MADE_UP)
        yield connection


def sick_hours(organisation: str, window: str, period: str) -> Amount:
    return Amount("sick_leave", "sick_hours", "total", organisation, window, period)


def test_visits_to_the_services_are_part_of_all_visits(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    marts = read_care(connection)

    visits = Amount("visits", "numerator", "digital", "care", "month", "2024-02")
    nutrition = visits._replace(measure="digital_share", subject="nutrition")
    assert marts.followed_parts == {
        visits: [nutrition],
        visits._replace(subject="total"): [nutrition._replace(what="denominator")],
    }
    assert marts.rests()[visits.rest_of_subject] == 2
    assert marts.rests()[visits._replace(subject="total").rest_of_subject] == 8


def test_a_corrected_share_that_is_shown_is_the_hours_of_the_faulty_unit(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("""
        insert into marts.marts.sick_leave
            (subject, organisation_code, "window", period, corrected_high_percent)
        values ('total', 'region', 'month', '2024-02', 5), ('total', 'lab', 'month', '2024-02', 5),
            ('total', 'care', 'month', '2024-01', 5)
    """)

    marts = read_workforce(connection)

    assert list(marts.shown_sums.values()) == [[sick_hours("ambulance", "month", "2024-02")]]
    assert marts.given_away()[sick_hours("ambulance", "month", "2024-02")] == 4


def test_a_corrected_share_of_the_table_of_measures_is_too(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("""
        insert into marts.marts.kpi (measure, subject, organisation_code, "window", period, value)
        values ('sick_leave_corrected_low', 'total', 'care', 'r12', '2024-02', 5)
    """)

    found = read_workforce(connection).given_away()

    assert sick_hours("ambulance", "month", "2024-02") in found


def test_what_is_withheld_of_the_corrected_shares_gives_nothing_away(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("""
        insert into marts.marts.sick_leave
            (subject, organisation_code, "window", period, sick_hours, sick_leave_percent)
        values ('total', 'region', 'month', '2024-02', 4, 4)
    """)

    marts = read_workforce(connection)

    assert marts.shown_sums == {}
    assert {each.organisation for each in marts.given_away()} == {"care"}
