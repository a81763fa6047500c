-- The hours as delivered; which of them count is decided later.
select
    reporting_month,
    employment_number,
    ordinary_hours
from {{ source('raw', 'scheduled_hours') }}
