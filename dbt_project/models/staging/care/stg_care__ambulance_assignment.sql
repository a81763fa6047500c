-- When ambulances were called for and when they arrived.
select
    reporting_month,
    care_unit,
    priority,
    called_at,
    arrived_at
from {{ source('raw', 'ambulance_assignment') }}
