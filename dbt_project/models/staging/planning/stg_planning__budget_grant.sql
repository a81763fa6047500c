select
    budget_year,
    grant_code,
    grant_text as grant_text_sv,
    cost_centre,
    known_from,
    decided = 'Ja' as is_decided,
    amount
from {{ source('raw', 'budget_grant') }}
