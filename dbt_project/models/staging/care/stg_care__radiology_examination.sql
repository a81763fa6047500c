select
    examination_number,
    reporting_month,
    examined_date,
    care_unit,
    modality,
    funding
from {{ source('raw', 'radiology_examination') }}
