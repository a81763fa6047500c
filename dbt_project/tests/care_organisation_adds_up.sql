-- What an organisation counts is what those right below it count and what its own units do, in every month.
{{ after_reconciliation() }}

with care as (
    select
        measure || ' ' || subject || ' ' || {{ month_label('reporting_month') }} as cell,
        organisation_code,
        numerator + coalesce(denominator, 0) as amount
    from {{ ref('int_care_month') }}
    where measure <> 'queue_length'
),

part as (
    select
        organisation.parent_organisation_code as node,
        care.cell,
        care.amount
    from care
    inner join {{ ref('organisation') }} as organisation
        on care.organisation_code = organisation.organisation_code
    where organisation.parent_organisation_code is not null

    union all

    select
        tree.organisation_code as node,
        measured.measure || ' ' || measured.subject || ' ' || {{ month_label('measured.reporting_month') }} as cell,
        measured.numerator + coalesce(measured.denominator, 0) as amount
    from {{ ref('int_care_measure') }} as measured
    inner join {{ ref('int_care_series') }} as series
        on
            measured.measure = series.measure
            and measured.subject = series.subject
            and measured.reporting_month between series.first_month and series.last_month
    inner join {{ ref('stg_care__care_unit') }} as unit
        on measured.care_unit = unit.care_unit
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            measured.reporting_month = tree.accounting_period
            and unit.cost_centre = tree.cost_centre
    where tree.is_lowest

    union all

    -- An organisation in which nothing was done in a month adds up to nothing.
    select
        organisation_code as node,
        cell,
        0 as amount
    from care
),

total as (
    select
        organisation_code as node,
        cell,
        amount
    from care
),

{{ parts_not_adding_up('total', 'part') }}
