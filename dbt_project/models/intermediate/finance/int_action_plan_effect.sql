-- What this year's plan gives: each action at the organisation that acts, the sum of what is known at
-- every level. A sum of unknown effects has no row: it is unknown, not zero.
with action as (
    select * from {{ ref('int_action') }}
    where plan_year = reporting_year
),

effects as (
    select
        organisation_code,
        subject,
        {{ year_label('reporting_year') }} as period,
        effect_year as effect
    from action
    where is_latest_report and is_lowest

    union all

    select
        organisation_code,
        subject,
        {{ year_label(add_months(12, 'reporting_year')) }} as period,
        effect_next_year as effect
    from action
    where is_latest_report and is_lowest

    union all

    select
        organisation_code,
        'total' as subject,
        {{ year_label('reporting_year') }} as period,
        effect_year as effect
    from action
    where is_latest_report

    union all

    select
        organisation_code,
        'total' as subject,
        {{ year_label(add_months(12, 'reporting_year')) }} as period,
        effect_next_year as effect
    from action
    where is_latest_report

    union all

    select
        organisation_code,
        'total' as subject,
        {{ month_label('reporting_month') }} as period,
        effect_year as effect
    from action
)

select
    organisation_code,
    subject,
    period,
    {{ sum_of_money('effect') }} as effect,
    count(effect) < count(*) as leaves_out_unknown
from effects
group by organisation_code, subject, period
having sum(effect) is not null
