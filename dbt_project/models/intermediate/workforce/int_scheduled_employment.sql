-- Sick leave is about the employments that have ordinary hours in the month.
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
    hours.ordinary_hours
from {{ ref('stg_hr__scheduled_hours') }} as hours
inner join {{ ref('stg_hr__employment') }} as employment
    on hours.employment_number = employment.employment_number
