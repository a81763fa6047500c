select
    case_number,
    reporting_month,
    care_unit,
    started_date
from {{ source('raw', 'orthodontic_patient') }}
