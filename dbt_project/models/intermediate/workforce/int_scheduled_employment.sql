-- Sick leave is about the employments that have ordinary hours in the month. They are the hours of the days on which
-- the employment holds.
{% set last_day = dbt.last_day('hours.reporting_month', 'month') %}

select
    hours.reporting_month,
    hours.employment_number,
    employment.person,
    employment.cost_centre,
    employment.sex,
    case
        when extract(year from hours.reporting_month) - employment.birth_year <= 29 then 'age_29_or_younger'
        when extract(year from hours.reporting_month) - employment.birth_year <= 49 then 'age_30_to_49'
        else 'age_50_or_older'
    end as age_group,
    hours.ordinary_hours,
    {{ dbt.datediff(
        "greatest(employment.employed_from, hours.reporting_month)",
        "least(coalesce(employment.employed_to, " ~ last_day ~ "), " ~ last_day ~ ")",
        "day"
    ) }} + 1 as employed_days
from {{ ref('stg_hr__scheduled_hours') }} as hours
inner join {{ ref('stg_hr__employment') }} as employment
    on hours.employment_number = employment.employment_number
