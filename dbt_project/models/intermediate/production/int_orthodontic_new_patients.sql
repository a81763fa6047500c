{{ built_by_month('reporting_month', ['orthodontic_patient']) }}
-- Every patient who began counts, in the month of the start.
select
    'orthodontic_patient' as extract_name,
    'total' as subject,
    care_unit,
    reporting_month,
    count(*) as volume
from {{ ref('stg_care__orthodontic_patient') }}
where {{ is_unbuilt('reporting_month', ['orthodontic_patient']) }}
group by care_unit, reporting_month
