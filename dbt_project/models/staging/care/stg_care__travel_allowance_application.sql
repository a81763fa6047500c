-- The applications and whether each was made in the digital service.
select
    reporting_month,
    care_unit,
    case channel
        when 'DIGITAL' then true
        when 'PAPPER' then false
    end as is_digital
from {{ source('raw', 'travel_allowance_application') }}
