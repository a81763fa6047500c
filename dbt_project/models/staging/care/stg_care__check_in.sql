-- The check-ins and whether each was made on the patient's own mobile phone.
select
    reporting_month,
    care_unit,
    case channel
        when 'MOBIL' then true
        when 'TERMINAL' then false
        when 'RECEPTION' then false
    end as is_mobile
from {{ source('raw', 'check_in') }}
