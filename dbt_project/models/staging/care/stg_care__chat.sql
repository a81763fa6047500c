-- Where and in which month chats were started.
select
    reporting_month,
    care_unit
from {{ source('raw', 'chat') }}
