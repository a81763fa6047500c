-- How many patients of a municipality each clinic has.
select
    reporting_month,
    care_unit,
    municipality,
    listed
from {{ source('raw', 'listed_patients') }}
