-- A window exists only where each of its months does: no R12 before twelve months of data.
with candidate as (
    select
        reporting_month,
        last_day,
        'month' as {{ adapter.quote('window') }},
        reporting_month as first_month,
        1 as number_of_months
    from {{ ref('int_workforce_month') }}

    union all

    select
        reporting_month,
        last_day,
        'ytd' as {{ adapter.quote('window') }},
        {{ first_month_of_year('reporting_month') }} as first_month,
        extract(month from reporting_month) as number_of_months
    from {{ ref('int_workforce_month') }}

    union all

    select
        reporting_month,
        last_day,
        'r12' as {{ adapter.quote('window') }},
        {{ add_months(-11, 'reporting_month') }} as first_month,
        12 as number_of_months
    from {{ ref('int_workforce_month') }}
)

select
    candidate.reporting_month,
    candidate.window,
    candidate.first_month,
    candidate.last_day,
    candidate.number_of_months
from candidate
inner join {{ ref('int_workforce_month') }} as month
    on month.reporting_month between candidate.first_month and candidate.reporting_month
group by
    candidate.reporting_month,
    candidate.window,
    candidate.first_month,
    candidate.last_day,
    candidate.number_of_months
having count(*) = candidate.number_of_months
