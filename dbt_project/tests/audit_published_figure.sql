-- Every published figure agrees with the computed one, and every chart is a series without a gap.
select
    figure_id,
    organisation_code,
    measure,
    subject,
    period,
    published_value,
    computed_value,
    unit,
    status,
    first_gap
from {{ ref('published_reconciliation') }}
where status not in ('agrees', 'series')
