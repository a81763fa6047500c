select
    check_in_number,
    reporting_month,
    checked_in_date,
    care_unit,
    channel = 'MOBIL' as is_mobile
from {{ source('raw', 'check_in') }}
