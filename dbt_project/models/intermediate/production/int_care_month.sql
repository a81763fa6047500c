-- The grid has every month of a series for each organisation that it knows, so that a window over rows is a window
-- over months. What was not delivered is unknown, and no 0.
with placed as (
    select
        measured.measure,
        measured.subject,
        tree.organisation_code,
        measured.reporting_month,
        cast(sum(measured.numerator) as bigint) as numerator,
        cast(sum(measured.denominator) as bigint) as denominator
    from {{ ref('int_care_measure') }} as measured
    inner join {{ ref('stg_care__care_unit') }} as unit
        on measured.care_unit = unit.care_unit
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            measured.reporting_month = tree.accounting_period
            and unit.cost_centre = tree.cost_centre
    group by measured.measure, measured.subject, tree.organisation_code, measured.reporting_month

    union all

    select
        'queue_length' as measure,
        subject,
        organisation_code,
        reporting_month,
        queue_length as numerator,
        cast(null as bigint) as denominator
    from {{ ref('int_queue_length') }}
),

organisation_of_series as (
    select distinct
        series.measure,
        series.measure_kind,
        series.extract_name,
        series.subject,
        placed.organisation_code,
        series.first_month,
        series.last_month
    from {{ ref('int_care_series') }} as series
    inner join placed
        on
            series.measure = placed.measure
            and series.subject = placed.subject
            and placed.reporting_month between series.first_month and series.last_month
)

select
    series.measure,
    series.measure_kind,
    series.subject,
    series.organisation_code,
    month.accounting_period as reporting_month,
    month.accounting_year as reporting_year,
    case when delivered.reporting_month is not null then coalesce(placed.numerator, 0) end as numerator,
    case
        when delivered.reporting_month is not null and series.measure_kind = 'share'
            then coalesce(placed.denominator, 0)
    end as denominator
from organisation_of_series as series
inner join {{ ref('int_month') }} as month
    on month.accounting_period between series.first_month and series.last_month
left join {{ ref('int_care_extract') }} as delivered
    on
        series.extract_name = delivered.extract_name
        and month.accounting_period = delivered.reporting_month
left join placed
    on
        series.measure = placed.measure
        and series.subject = placed.subject
        and series.organisation_code = placed.organisation_code
        and month.accounting_period = placed.reporting_month
