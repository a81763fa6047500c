select
    care_unit,
    care_unit_name,
    service,
    cost_centre
from {{ source('raw', 'care_unit') }}
