select
    delivery_id,
    extract as extract_name,
    period as delivery_period,
    cost_centre,
    account,
    old_amount,
    new_amount
from {{ source('deliveries', 'period_change') }}
