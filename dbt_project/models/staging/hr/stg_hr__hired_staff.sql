-- The categories under the names that the warehouse knows, and the cost as wide as money is everywhere.
select
    reporting_month,
    cost_centre,
    case category
        when 'LÄK' then 'doctors'
        when 'SSK' then 'nurses'
        when 'ÖVR' then 'others'
    end as category,
    hired_hours,
    cast(hired_cost as decimal(18, 2)) as hired_cost
from {{ source('raw', 'hired_staff') }}
