-- Who waits for what, since when and until when. Patients are counted, so the number of the entry stays in raw.
select
    reporting_month,
    patient,
    care_unit,
    waiting_for,
    referral_date,
    offered_date,
    visit_date,
    removed_date
from {{ source('raw', 'waiting_list') }}
