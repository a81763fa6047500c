select
    reporting_month,
    care_unit,
    municipality,
    listed
from {{ source('raw', 'listed_patients') }}
