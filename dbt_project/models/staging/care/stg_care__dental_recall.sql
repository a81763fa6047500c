select
    recall_number,
    reporting_month,
    care_unit,
    age_group,
    due_date,
    examined_date
from {{ source('raw', 'dental_recall') }}
