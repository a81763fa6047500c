select
    transport_number,
    reporting_month,
    transport_date,
    care_unit,
    priority,
    driven_by = 'LIGGANDE' as is_lying_transport
from {{ source('raw', 'patient_transport') }}
