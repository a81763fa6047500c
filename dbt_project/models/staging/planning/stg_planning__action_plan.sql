select
    reporting_month,
    plan_year,
    action_code,
    cost_centre,
    action_text as action_text_sv,
    decided = 'Ja' as is_decided,
    effect_year,
    effect_next_year
from {{ source('raw', 'action_plan') }}
