-- The peak is the longest queue until the month, never one that is still to come; a month whose queue was not
-- delivered has none, for that queue may have been the longest.
with queue as (
    select
        subject,
        organisation_code,
        reporting_month,
        numerator as queue_length,
        case
            when numerator is not null
                then max(numerator) over (
                    partition by subject, organisation_code
                    order by reporting_month
                    rows between unbounded preceding and current row
                )
        end as queue_length_peak
    from {{ ref('int_care_month') }}
    where measure = 'queue_length'
)

select
    subject,
    organisation_code,
    reporting_month,
    queue_length,
    queue_length_peak,
    queue_length_peak - queue_length as queue_reduction
from queue
