select
    forecast_round,
    cost_centre,
    account,
    driver as driver_code,
    amount
from {{ source('raw', 'forecast') }}
