-- The hours of an organisation are those of the organisations right below it and of the employments on cost centres
-- that hang directly on it, in every month that is delivered.
{{ after_reconciliation() }}

with delivered as (
    select reporting_month
    from {{ ref('int_workforce_month') }}
    where has_sick_leave
),

hours as (
    select
        organisation_code,
        {{ month_label('reporting_month') }} as period,
        ordinary_hours,
        sick_hours
    from {{ ref('int_sick_leave_month') }}
    where subject = 'total' and reporting_month in (select delivered.reporting_month from delivered)
),

direct as (
    select
        tree.organisation_code,
        {{ month_label('employment.reporting_month') }} as period,
        employment.ordinary_hours,
        0 as sick_hours
    from {{ ref('int_scheduled_employment') }} as employment
    inner join delivered
        on employment.reporting_month = delivered.reporting_month
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            employment.reporting_month = tree.accounting_period
            and employment.cost_centre = tree.cost_centre
    where tree.is_lowest

    union all

    select
        tree.organisation_code,
        {{ month_label('sick.reporting_month') }} as period,
        0 as ordinary_hours,
        sick.sick_hours
    from {{ ref('int_sick_hours') }} as sick
    inner join delivered
        on sick.reporting_month = delivered.reporting_month
    inner join {{ ref('int_scheduled_employment') }} as employment
        on
            sick.reporting_month = employment.reporting_month
            and sick.employment_number = employment.employment_number
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            employment.reporting_month = tree.accounting_period
            and employment.cost_centre = tree.cost_centre
    where tree.is_lowest
),

piece as (
    select
        organisation.parent_organisation_code as node,
        hours.period,
        hours.ordinary_hours,
        hours.sick_hours
    from hours
    inner join {{ ref('organisation') }} as organisation
        on hours.organisation_code = organisation.organisation_code
    where organisation.parent_organisation_code is not null

    union all

    select
        organisation_code as node,
        period,
        ordinary_hours,
        sick_hours
    from direct

    union all

    -- An organisation without employments in a month adds up to no hours.
    select
        organisation_code as node,
        period,
        0 as ordinary_hours,
        0 as sick_hours
    from hours
),

part as (
    select
        node,
        'ordinary hours ' || period as cell,
        ordinary_hours as amount
    from piece

    union all

    select
        node,
        'sick hours ' || period as cell,
        sick_hours as amount
    from piece
),

total as (
    select
        organisation_code as node,
        'ordinary hours ' || period as cell,
        ordinary_hours as amount
    from hours

    union all

    select
        organisation_code as node,
        'sick hours ' || period as cell,
        sick_hours as amount
    from hours
),

{{ parts_not_adding_up('total', 'part') }}
