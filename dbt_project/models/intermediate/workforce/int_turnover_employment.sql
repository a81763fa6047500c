-- Staff turnover is about the permanently employed and the annual pools; who stands in for them or works by the hour
-- comes and goes by agreement.
select
    employment_number,
    person,
    form_of_employment,
    cost_centre,
    employed_from,
    employed_to
from {{ ref('stg_hr__employment') }}
where form_of_employment in ('permanent', 'annual_pool')
