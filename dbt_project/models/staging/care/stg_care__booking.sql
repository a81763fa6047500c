-- Bookings, rebookings and cancellations alike, and whether each was made in the web booking.
select
    reporting_month,
    care_unit,
    case channel
        when 'WEBB' then true
        when 'TELEFON' then false
        when 'RECEPTION' then false
    end as is_web
from {{ source('raw', 'booking') }}
