select
    cost_centre,
    cost_centre_name as cost_centre_name_sv,
    parent_cost_centre,
    valid_from,
    valid_to
from {{ source('raw', 'cost_centre') }}
