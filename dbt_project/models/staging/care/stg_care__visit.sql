select
    visit_number,
    reporting_month,
    visit_date,
    care_unit,
    visit_form,
    visit_form = 'DIGITALT' as is_digital,
    planned = 'J' as is_planned,
    municipality
from {{ source('raw', 'visit') }}
