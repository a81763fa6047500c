-- Where and in which month patients began treatment.
select
    reporting_month,
    care_unit
from {{ source('raw', 'orthodontic_patient') }}
