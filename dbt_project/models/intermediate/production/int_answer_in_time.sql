{{ built_by_month('reporting_month', ['laboratory_answer']) }}
-- The hour of the next day is read off the Swedish clock, which is that of the session (profiles.yml); minutes run
-- between instants, so the changes of the clock neither lengthen nor shorten them.
with sample as (
    select
        subject.subject,
        answer.care_unit,
        answer.reporting_month,
        answer.answered_at,
        followed.time_limit,
        followed.time_limit_unit,
        {{ dbt.dateadd('minute', 'followed.time_limit', 'answer.sampled_at') }} as minutes_end_at,
        cast({{ dbt.dateadd('day', 1, 'cast(answer.sampled_at as date)') }} as date) as next_day,
        cast(answer.answered_at as date) as answered_date,
        extract(hour from answer.answered_at) * 3600
        + extract(minute from answer.answered_at) * 60
        + extract(second from answer.answered_at) as answered_second_of_day
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
            when time_limit_unit = 'hour_of_next_day' and answered_date < next_day then 1
            when
                time_limit_unit = 'hour_of_next_day'
                and answered_date = next_day
                and answered_second_of_day <= time_limit * 3600
                then 1
        end
    ) as numerator,
    count(*) as denominator
from sample
group by subject, care_unit, reporting_month
