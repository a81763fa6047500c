-- The examinations and who pays for them.
select
    reporting_month,
    care_unit,
    funding
from {{ source('raw', 'radiology_examination') }}
