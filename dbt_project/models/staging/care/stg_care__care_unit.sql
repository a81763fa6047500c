-- Where the units stand and what they do.
select
    care_unit,
    service,
    cost_centre
from {{ source('raw', 'care_unit') }}
