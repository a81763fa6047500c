{{ built_by_month('reporting_month', ['call', 'care_unit']) }}
-- The days are those of the clock on the wall. The hour that it shows twice lies within one day.
with call_to_clinic as (
    select
        followed.subject,
        call.care_unit,
        call.reporting_month,
        cast(call.contact_at as date) as contact_date,
        cast(
            {{ dbt.dateadd('day', 'followed.time_limit', 'cast(call.arrived_at as date)') }} as date
        ) as last_day_in_time
    from {{ ref('stg_care__call') }} as call
    inner join {{ ref('stg_care__care_unit') }} as unit
        on call.care_unit = unit.care_unit
    inner join {{ ref('followed_subject') }} as followed
        on followed.measure = 'phone_contact_same_day'
    left join {{ ref('subject') }} as subject
        on
            subject.extract = 'call'
            and unit.service = subject.source_code
    where
        call.outcome <> 'abandoned'
        and subject.subject is null
        and {{ is_unbuilt('call.reporting_month', ['call', 'care_unit']) }}
)

select
    'call' as extract_name,
    subject,
    care_unit,
    reporting_month,
    count(case when contact_date <= last_day_in_time then 1 end) as numerator,
    count(*) as denominator
from call_to_clinic
group by subject, care_unit, reporting_month
