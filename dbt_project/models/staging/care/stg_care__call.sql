-- When calls came, and what became of them.
select
    reporting_month,
    care_unit,
    arrived_at,
    case outcome
        when 'BESVARAT' then 'answered'
        when 'UPPRINGT' then 'called_back'
        when 'TAPPAT' then 'abandoned'
        when 'EJ KONTAKT' then 'not_reached'
    end as outcome,
    contact_at
from {{ source('raw', 'call') }}
