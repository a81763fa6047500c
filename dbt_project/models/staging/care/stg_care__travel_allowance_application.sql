select
    application_number,
    reporting_month,
    received_date,
    care_unit,
    channel = 'DIGITAL' as is_digital
from {{ source('raw', 'travel_allowance_application') }}
