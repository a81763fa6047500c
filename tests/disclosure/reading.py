"""The amounts behind the marts, which of them a database shows, and how many people they are.

Here: reading, by queries that know nothing of what is withheld. Not here: the attack.
Who works where is counted from the raw rows; only the place of a cost centre is taken from dbt.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

import duckdb

from tests.disclosure.difference import Amount, Marts, months_of

_PARENTS = "select organisation_code, parent_organisation_code from marts.reference.organisation"

_CARE = """
    select measure, 'numerator', subject, organisation_code, "window",
        strftime(reporting_month, '%Y-%m'), numerator
    from marts.intermediate.int_care_window where "window" <> 'history' and numerator is not null
    union all
    select measure, 'denominator', subject, organisation_code, "window",
        strftime(reporting_month, '%Y-%m'), denominator
    from marts.intermediate.int_care_window where "window" <> 'history' and denominator is not null
"""

_WORKFORCE = """
    select 'sick_leave', what, subject, organisation_code, "window",
        strftime(reporting_month, '%Y-%m'), hours
    from (
        unpivot marts.intermediate.int_sick_leave_window
        on sick_hours, ordinary_hours into name what value hours
    )
    union all
    select 'staff_turnover', 'average_headcount', 'total', organisation_code, 'r12',
        strftime(reporting_month, '%Y-%m'), average_headcount
    from marts.intermediate.int_turnover_window
"""

# What of a service's digital share is part of all visits, by subject of these.
_VISITS = {"digital": "numerator", "total": "denominator"}

# A row is shown as soon as it has any number, and then with all its amounts.
_SHOWN = """
    select measure, subject, organisation_code, "window", period
    from marts.marts.accessibility
    where coalesce(numerator, denominator, value) is not null or attained is not null
    union
    select measure, subject, organisation_code, "window", period
    from marts.marts.production
    where coalesce(volume, growth_percent, due, on_time_percent) is not null
        or attained is not null
    union
    select measure, subject, organisation_code, "window",
        strftime(cast(period || '-01' as date) - interval 1 year, '%Y-%m')
    from marts.marts.production
    where volume_previous_year is not null
    union
    select 'sick_leave', subject, organisation_code, "window", period
    from marts.marts.sick_leave
    where coalesce(
        sick_hours, ordinary_hours, long_sick_hours, sick_leave_percent,
        sick_leave_60_days_percent, corrected_low_percent, corrected_high_percent
    ) is not null or attained is not null
    union
    select 'staff_turnover', 'total', organisation_code, "window", period
    from marts.marts.staff_turnover
    where coalesce(
        leavers, leavers_corrected, joiners, average_headcount, staff_turnover_percent,
        staff_turnover_corrected_percent, staff_turnover_lowest_percent
    ) is not null or attained is not null
    union
    select
        case
            when measure like 'sick_leave%' then 'sick_leave'
            when measure like 'staff_turnover%' then 'staff_turnover'
            when measure <> 'production_growth' then measure
            when subject in (select measure from marts.marts.production) then subject
            else 'production'
        end,
        case
            when measure = 'production_growth'
                and subject in (select measure from marts.marts.production) then 'total'
            else subject
        end,
        organisation_code, "window", period
    from marts.marts.kpi
    where coalesce(value, numerator, denominator) is not null or attained is not null
"""

# The services whose digital share is followed: the visits to them are part of all visits.
_SERVICES = "select distinct subject from marts.reference.subject where extract = 'visit'"

# The faults of sick leave, with the months of each and the organisations whose rows it concerns.
_FAULTS = """
    select organisation_code, strftime(valid_from, '%Y-%m'),
        strftime(coalesce(valid_to, date '9999-12-01'), '%Y-%m')
    from marts.reference.reporting_fault where measure = 'sick_leave'
"""

# Each corrected share with the share as it is reported gives what was reported with a fault.
_CORRECTED = """
    select subject, organisation_code, "window", period from marts.marts.sick_leave
    where coalesce(corrected_low_percent, corrected_high_percent) is not null
    union
    select subject, organisation_code, "window", period from marts.marts.kpi
    where measure in ('sick_leave_corrected_low', 'sick_leave_corrected_high')
        and (coalesce(value, numerator, denominator) is not null or attained is not null)
"""

# In a month with scheduled hours those count who have some, and in the total also those who on its
# last day are employed in a form that turnover is measured for.
_PEOPLE = """
    with scheduled as (
        select hours.reporting_month, employment.cost_centre, employment.person,
            unnest([
                'total',
                if(employment.sex = 'K', 'female', 'male'),
                case
                    when year(hours.reporting_month) - employment.birth_year < 30
                        then 'age_29_or_younger'
                    when year(hours.reporting_month) - employment.birth_year < 50
                        then 'age_30_to_49'
                    else 'age_50_or_older'
                end
            ]) as subject
        from marts.raw.scheduled_hours as hours
        join marts.raw.employment as employment using (employment_number)
    ),
    employed as (
        select month.reporting_month, employment.cost_centre, employment.person, 'total' as subject
        from (select distinct reporting_month from marts.raw.scheduled_hours) as month
        join marts.raw.employment as employment
            on employment.form_of_employment in ('TV', 'ÅRS')
            and last_day(month.reporting_month) between employment.employed_from
                and coalesce(employment.employed_to, date '9999-12-31')
    )
    select place.organisation_code, counted.subject,
        strftime(counted.reporting_month, '%Y-%m') as period,
        count(distinct counted.person) as persons,
        count(distinct counted.person) filter (where place.is_lowest) as persons_directly
    from (
        select 'hours' as what, * from scheduled
        union all
        select 'headcount' as what, * from employed
    ) as counted
    join marts.intermediate.int_cost_centre_organisation as place
        on place.accounting_period = counted.reporting_month
        and place.cost_centre = counted.cost_centre
    group by what, place.organisation_code, counted.subject, period
"""


class Group(NamedTuple):
    """A group of staff: everybody of an organisation, or those of a sex or an age."""

    organisation: str
    subject: str


def read_care(connection: duckdb.DuckDBPyConnection) -> Marts:
    """The counts of patients that accessibility, production and the table of measures show."""
    marts = _read(connection, _CARE)
    services = [subject for (subject,) in connection.sql(_SERVICES).fetchall()]
    followed = {
        total: parts
        for total in marts.values
        if (total.measure, total.what) == ("visits", "numerator") and total.subject in _VISITS
        if (parts := _followed_parts(total, services, marts.values.keys()))
    }
    return replace(marts, followed_parts=followed)


def read_workforce(connection: duckdb.DuckDBPyConnection) -> Marts:
    """The hours and heads that sick_leave, staff_turnover and the table of measures show."""
    marts = _read(connection, _WORKFORCE)
    corrected = [
        Amount("sick_leave", "sick_hours", *where)
        for where in connection.sql(_CORRECTED).fetchall()
    ]
    faulty = {
        share._replace(what=f"reported with a fault by {faulty}"): parts
        for faulty, first, last in connection.sql(_FAULTS).fetchall()
        for share in corrected
        if faulty in _below(share.organisation, marts.parent_of)
        if (parts := _reported_with_a_fault(share, faulty, first, last, marts.values.keys()))
    }
    return replace(marts, shown_sums=faulty)


def group_of(amount: Amount) -> Group:
    """The group of staff that an amount of the workforce is about."""
    return Group(amount.organisation, amount.subject)


def read_people(connection: duckdb.DuckDBPyConnection) -> dict[Group, dict[str, int]]:
    """The people of each group and of each rest by month, where there are any.

    Of the two populations of a group the smaller one counts.
    """
    people: dict[Group, dict[str, int]] = defaultdict(dict)
    for organisation, subject, month, persons, directly in connection.sql(_PEOPLE).fetchall():
        for amount_of, count in ((organisation, persons), (f"rest of {organisation}", directly)):
            if count:
                of_month = people[Group(amount_of, subject)]
                of_month[month] = min(count, of_month.get(month, count))
    return people


def _followed_parts(total: Amount, services: list[str], there: Collection[Amount]) -> list[Amount]:
    """The visits to each service that is followed, of the same form as in the total."""
    parts = [
        total._replace(measure="digital_share", what=_VISITS[total.subject], subject=service)
        for service in services
    ]
    return [part for part in parts if part in there]


def _reported_with_a_fault(
    share: Amount, faulty: str, first: str, last: str, there: Collection[Amount]
) -> list[Amount]:
    """The faulty months of a window in the organisation that reports them."""
    months = months_of(share._replace(organisation=faulty))
    return [month for month in months if first <= month.period <= last and month in there]


def _below(organisation: str, parent_of: Mapping[str, str | None]) -> set[str]:
    """The organisation and all below it."""
    below = {organisation}
    while more := {each for each, parent in parent_of.items() if parent in below} - below:
        below |= more
    return below


def _read(connection: duckdb.DuckDBPyConnection, query: str) -> Marts:
    rows: Iterable[tuple[str, str, str, str, str, str, Decimal | int]]
    rows = connection.sql(query).fetchall()
    shown = set(connection.sql(_SHOWN).fetchall())
    values = {Amount(*row[:6]): Decimal(row[6]) for row in rows}
    return Marts(
        values,
        {
            each
            for each in values
            if (each.measure, each.subject, each.organisation, each.window, each.period) in shown
        },
        dict(connection.sql(_PARENTS).fetchall()),
    )
