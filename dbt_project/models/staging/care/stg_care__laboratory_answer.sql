-- When samples were taken and answered.
select
    reporting_month,
    care_unit,
    discipline,
    priority,
    sampled_at,
    answered_at
from {{ source('raw', 'laboratory_answer') }}
