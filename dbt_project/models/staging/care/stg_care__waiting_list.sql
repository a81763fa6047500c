select
    reporting_month,
    entry_number,
    patient,
    care_unit,
    waiting_for,
    referral_date,
    offered_date,
    visit_date,
    removed_date
from {{ source('raw', 'waiting_list') }}
