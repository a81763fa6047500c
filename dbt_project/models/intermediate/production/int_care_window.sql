-- Every window of care is computed here, once. A window is there where all its months have been followed, and unknown
-- where one of them was not delivered. A year before counts where its window is there; a share has none.
with accumulated as (
    select
        measure,
        measure_kind,
        subject,
        organisation_code,
        reporting_month,
        numerator,
        denominator,
        {{ sum_if_all_known('numerator', 'year_to_date') }} as numerator_ytd,
        {{ sum_if_all_known('denominator', 'year_to_date') }} as denominator_ytd,
        count(*) over year_to_date = extract(month from reporting_month) as is_whole_ytd,
        {{ sum_if_all_known('numerator', 'twelve_months') }} as numerator_r12,
        {{ sum_if_all_known('denominator', 'twelve_months') }} as denominator_r12,
        count(*) over twelve_months = 12 as is_whole_r12
    from {{ ref('int_care_month') }}
    window
        year_to_date as (
            partition by measure, subject, organisation_code, reporting_year
            order by reporting_month
            rows between unbounded preceding and current row
        ),
        twelve_months as (
            partition by measure, subject, organisation_code
            order by reporting_month
            rows between 11 preceding and current row
        )
),

every_window as (
    select
        measure,
        measure_kind,
        subject,
        organisation_code,
        reporting_month,
        case when measure_kind = 'stock' then 'point_in_time' else 'month' end as {{ adapter.quote('window') }},
        numerator,
        denominator
    from accumulated

    union all

    select
        measure,
        measure_kind,
        subject,
        organisation_code,
        reporting_month,
        'ytd' as {{ adapter.quote('window') }},
        numerator_ytd as numerator,
        denominator_ytd as denominator
    from accumulated
    where measure_kind <> 'stock' and is_whole_ytd

    union all

    select
        measure,
        measure_kind,
        subject,
        organisation_code,
        reporting_month,
        'r12' as {{ adapter.quote('window') }},
        numerator_r12 as numerator,
        denominator_r12 as denominator
    from accumulated
    where measure_kind <> 'stock' and is_whole_r12

    union all

    select
        'queue_length_peak' as measure,
        'stock' as measure_kind,
        subject,
        organisation_code,
        reporting_month,
        'history' as {{ adapter.quote('window') }},
        queue_length_peak as numerator,
        cast(null as bigint) as denominator
    from {{ ref('int_queue_history') }}

    union all

    select
        'queue_reduction' as measure,
        'share' as measure_kind,
        subject,
        organisation_code,
        reporting_month,
        'history' as {{ adapter.quote('window') }},
        queue_reduction as numerator,
        queue_length_peak as denominator
    from {{ ref('int_queue_history') }}
)

select
    every_window.measure,
    every_window.measure_kind,
    every_window.subject,
    every_window.organisation_code,
    every_window.reporting_month,
    every_window.window,
    case when every_window.window = 'history' then 'queue_length' else every_window.measure end
    || ' ' || every_window.subject || ' ' || every_window.organisation_code as cell,
    every_window.numerator,
    every_window.denominator,
    year_before.numerator as numerator_year_before
from every_window
left join every_window as year_before
    on
        every_window.measure = year_before.measure
        and every_window.subject = year_before.subject
        and every_window.organisation_code = year_before.organisation_code
        and every_window.window = year_before.window
        and every_window.reporting_month = {{ add_months(12, 'year_before.reporting_month') }}
        -- Said of the year before, so that DuckDB need not compare each with each.
        and year_before.measure_kind <> 'share'
        and year_before.window <> 'history'
