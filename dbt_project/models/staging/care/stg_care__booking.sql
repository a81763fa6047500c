select
    booking_number,
    reporting_month,
    booked_date,
    care_unit,
    event,
    channel = 'WEBB' as is_web
from {{ source('raw', 'booking') }}
