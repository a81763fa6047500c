{{ built_by_month('reporting_month', ['waiting_list']) }}
-- Who declined an offered day chose to wait: the wait ends on the day offered, not on the day of the visit.
with made_visit as (
    select
        subject.subject,
        entry.care_unit,
        entry.reporting_month,
        coalesce(entry.offered_date, entry.visit_date) as wait_ended,
        cast({{ dbt.dateadd('day', 'followed.time_limit', 'entry.referral_date') }} as date) as last_day_in_time
    from {{ ref('stg_care__waiting_list') }} as entry
    inner join {{ ref('subject') }} as subject
        on
            subject.extract = 'waiting_list'
            and entry.waiting_for = subject.source_code
    inner join {{ ref('followed_subject') }} as followed
        on
            followed.measure = 'share_within_time'
            and subject.subject = followed.subject
    where
        cast({{ dbt.date_trunc('month', 'entry.visit_date') }} as date) = entry.reporting_month
        and {{ is_unbuilt('entry.reporting_month', ['waiting_list']) }}
)

select
    subject,
    care_unit,
    reporting_month,
    count(case when wait_ended <= last_day_in_time then 1 end) as numerator,
    count(*) as denominator
from made_visit
group by subject, care_unit, reporting_month
