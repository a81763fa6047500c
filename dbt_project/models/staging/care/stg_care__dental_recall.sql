-- When examinations were due and when they were made.
select
    reporting_month,
    care_unit,
    age_group,
    due_date,
    examined_date
from {{ source('raw', 'dental_recall') }}
