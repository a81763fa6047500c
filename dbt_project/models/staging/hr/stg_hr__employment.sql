-- Occupation, degree and reason for leaving stay in raw: no measure needs them, and each makes a person easier to find.
select
    employment_number,
    person,
    case sex when 'K' then 'female' when 'M' then 'male' end as sex,
    birth_year,
    cost_centre,
    case form_of_employment
        when 'TV' then 'permanent'
        when 'VIK' then 'temporary'
        when 'TIM' then 'hourly'
        when 'ÅRS' then 'annual_pool'
    end as form_of_employment,
    employed_from,
    employed_to
from {{ source('raw', 'employment') }}
