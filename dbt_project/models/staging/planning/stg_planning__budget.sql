select
    accounting_period,
    cost_centre,
    account,
    amount
from {{ source('raw', 'budget') }}
