select
    earned_month,
    claim,
    cost_centre,
    vaccine,
    doses,
    amount,
    paid_date
from {{ source('raw', 'vaccination_claim') }}
