-- A month exists for the workforce when its ordinary hours are delivered.
select distinct
    reporting_month,
    {{ dbt.last_day('reporting_month', 'month') }} as last_day
from {{ ref('stg_hr__scheduled_hours') }}
