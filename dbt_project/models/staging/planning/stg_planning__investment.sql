select
    reporting_month,
    project,
    project_name as project_name_sv,
    cost_centre,
    budget_amount,
    forecast_amount,
    carry_over_amount,
    carry_over_decided = 'Ja' as is_carry_over_decided
from {{ source('raw', 'investment') }}
