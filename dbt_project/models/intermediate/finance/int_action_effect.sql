-- What the plans of earlier years give this year, at the organisation that acts.
select
    organisation_code,
    subject,
    {{ month_label('reporting_month') }} as period,
    {{ sum_of_money('effect_year') }} as effect
from {{ ref('int_action') }}
where is_lowest and plan_year < reporting_year
group by organisation_code, subject, reporting_month
having sum(effect_year) is not null
