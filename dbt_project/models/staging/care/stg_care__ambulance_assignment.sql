select
    assignment_number,
    reporting_month,
    care_unit,
    priority,
    called_at,
    dispatched_at,
    arrived_at
from {{ source('raw', 'ambulance_assignment') }}
