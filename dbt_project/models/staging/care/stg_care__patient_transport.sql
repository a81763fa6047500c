-- The transports and whether a vehicle for lying patients drove them.
select
    reporting_month,
    care_unit,
    priority,
    case driven_by
        when 'LIGGANDE' then true
        when 'AMBULANS' then false
    end as is_lying_transport
from {{ source('raw', 'patient_transport') }}
