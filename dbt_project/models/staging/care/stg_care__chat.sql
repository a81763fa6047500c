select
    chat_number,
    reporting_month,
    care_unit,
    started_at
from {{ source('raw', 'chat') }}
