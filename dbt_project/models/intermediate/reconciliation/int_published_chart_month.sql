-- Each month that a chart draws, series by series. Ten years of them; only those of the series are kept.
with numbers as (
    {{ dbt.generate_series(120) }}
),

month as (
    select
        chart.figure_id,
        chart.organisation_code,
        chart.measure,
        chart.subject,
        chart.window,
        chart.last_period,
        {{ month_label(add_months('numbers.generated_number - 1', "cast(chart.first_period || '-01' as date)")) }}
            as period
    from {{ ref('published_chart') }} as chart
    cross join numbers
)

select
    month.figure_id,
    month.organisation_code,
    month.measure,
    month.subject,
    month.window,
    month.period
from month
where month.period <= month.last_period
