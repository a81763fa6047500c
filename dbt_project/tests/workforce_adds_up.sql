-- The region has the hours of every employment; the sexes, and the ages, of an organisation have the hours of its
-- total, in every month that is delivered, before anything is rounded or withheld.
{{ after_reconciliation() }}

with delivered as (
    select reporting_month
    from {{ ref('int_workforce_month') }}
    where has_sick_leave
),

hours as (
    select
        organisation_code,
        subject,
        {{ month_label('reporting_month') }} as period,
        'ordinary hours' as kind,
        ordinary_hours as amount
    from {{ ref('int_sick_leave_month') }}

    union all

    select
        organisation_code,
        subject,
        {{ month_label('reporting_month') }} as period,
        'sick hours' as kind,
        sick_hours as amount
    from {{ ref('int_sick_leave_month') }}
),

part as (
    select
        organisation_code || case when subject in ('female', 'male') then ' by sex' else ' by age' end as node,
        kind || ' ' || period as cell,
        amount
    from hours
    where subject <> 'total'

    union all

    select
        'region by employment' as node,
        'ordinary hours ' || {{ month_label('reporting_month') }} as cell,
        ordinary_hours as amount
    from {{ ref('stg_hr__scheduled_hours') }}
    where reporting_month in (select delivered.reporting_month from delivered)

    union all

    select
        'region by employment' as node,
        'sick hours ' || {{ month_label('reporting_month') }} as cell,
        sick_hours as amount
    from {{ ref('int_sick_hours') }}
    where reporting_month in (select delivered.reporting_month from delivered)
),

way as (
    select ' by sex' as way
    union all
    select ' by age' as way
),

total as (
    select
        hours.organisation_code || way.way as node,
        hours.kind || ' ' || hours.period as cell,
        hours.amount
    from hours
    cross join way
    where hours.subject = 'total'

    union all

    select
        'region by employment' as node,
        hours.kind || ' ' || hours.period as cell,
        hours.amount
    from hours
    inner join {{ ref('organisation') }} as organisation
        on hours.organisation_code = organisation.organisation_code
    where hours.subject = 'total' and organisation.parent_organisation_code is null
),

{{ parts_not_adding_up('total', 'part') }}
