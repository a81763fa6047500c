-- The categories under the names that the warehouse knows.
select
    reporting_month,
    cost_centre,
    case category
        when 'LÄK' then 'doctors'
        when 'SSK' then 'nurses'
        when 'ÖVR' then 'others'
    end as category,
    hired_hours,
    hired_cost
from {{ source('raw', 'hired_staff') }}
