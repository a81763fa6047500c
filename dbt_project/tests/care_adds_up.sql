-- Every row that is counted reaches the region, once, and a total is its parts, in every month of its series.
{{ after_reconciliation() }}

with region as (
    select
        care.measure,
        care.subject,
        {{ month_label('care.reporting_month') }} as period,
        care.numerator,
        care.denominator
    from {{ ref('int_care_month') }} as care
    inner join {{ ref('organisation') }} as organisation
        on care.organisation_code = organisation.organisation_code
    where organisation.parent_organisation_code is null and care.measure <> 'queue_length'
),

counted as (
    select
        measured.measure,
        measured.subject,
        {{ month_label('measured.reporting_month') }} as period,
        measured.numerator,
        measured.denominator
    from {{ ref('int_care_measure') }} as measured
    inner join {{ ref('int_care_series') }} as series
        on
            measured.measure = series.measure
            and measured.subject = series.subject
            and measured.reporting_month between series.first_month and series.last_month
),

-- A month of the series in which nothing was counted adds up to nothing.
total as (
    select
        measure || ' ' || subject as node,
        'numerator ' || period as cell,
        numerator as amount
    from region

    union all

    select
        measure || ' ' || subject as node,
        'denominator ' || period as cell,
        coalesce(denominator, 0) as amount
    from region

    union all

    select
        measure || ' parts' as node,
        period as cell,
        numerator as amount
    from region
    where
        subject = 'total'
        and measure in (
            select parted.measure from region as parted
            where parted.subject <> 'total'
        )
),

part as (
    select
        measure || ' ' || subject as node,
        'numerator ' || period as cell,
        numerator as amount
    from counted

    union all

    select
        measure || ' ' || subject as node,
        'denominator ' || period as cell,
        coalesce(denominator, 0) as amount
    from counted

    union all

    select
        node,
        cell,
        0 as amount
    from total

    union all

    select
        measure || ' parts' as node,
        period as cell,
        numerator as amount
    from counted
    where
        subject <> 'total'
        and measure in (
            select whole.measure from counted as whole
            where whole.subject = 'total'
        )
),

{{ parts_not_adding_up('total', 'part') }}
