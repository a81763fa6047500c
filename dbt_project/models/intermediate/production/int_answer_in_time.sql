{{ built_by_month('reporting_month', ['laboratory_answer']) }}
-- The hour of the next day is read off the Swedish clock, which is that of the session (profiles.yml); minutes run
-- between instants, so the changes of the clock neither lengthen nor shorten them.
with sample as (
    select
        subject.subject,
        answer.care_unit,
        answer.reporting_month,
        answer.answered_at,
        followed.time_limit_unit,
        {{ dbt.dateadd('minute', 'followed.time_limit', 'answer.sampled_at') }} as minutes_end_at,
        {{ clock_of_day('24 + followed.time_limit', 'cast(answer.sampled_at as date)') }} as next_day_end_at,
        {{ on_the_clock('answer.answered_at') }} as answered_on_the_clock
    from {{ ref('stg_care__laboratory_answer') }} as answer
    inner join {{ ref('subject') }} as subject
        on
            subject.extract = 'laboratory_answer'
            and answer.discipline || '-' || answer.priority = subject.source_code
    inner join {{ ref('followed_subject') }} as followed
        on
            followed.measure = 'share_within_time'
            and subject.subject = followed.subject
    where {{ is_unbuilt('answer.reporting_month', ['laboratory_answer']) }}
)

select
    subject,
    care_unit,
    reporting_month,
    count(
        case
            when time_limit_unit = 'minutes' and answered_at <= minutes_end_at then 1
            when time_limit_unit = 'hour_of_next_day' and answered_on_the_clock <= next_day_end_at then 1
        end
    ) as numerator,
    count(*) as denominator
from sample
group by subject, care_unit, reporting_month
