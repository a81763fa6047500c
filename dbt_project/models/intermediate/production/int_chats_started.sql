{{ built_by_month('reporting_month', ['chat']) }}
-- Every chat that was started counts, answered or not.
select
    'chat' as extract_name,
    'total' as subject,
    care_unit,
    reporting_month,
    count(*) as volume
from {{ ref('stg_care__chat') }}
where {{ is_unbuilt('reporting_month', ['chat']) }}
group by care_unit, reporting_month
