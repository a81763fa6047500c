{{ built_by_month('reporting_month', ['call', 'care_unit']) }}
-- Services with a subject of their own among the calls; the others are followed by int_phone_contact_same_day.
select
    subject.subject,
    call.care_unit,
    call.reporting_month,
    count(case when call.outcome in ('answered', 'called_back') then 1 end) as numerator,
    count(*) as denominator
from {{ ref('stg_care__call') }} as call
inner join {{ ref('stg_care__care_unit') }} as unit
    on call.care_unit = unit.care_unit
inner join {{ ref('subject') }} as subject
    on
        subject.extract = 'call'
        and unit.service = subject.source_code
inner join {{ ref('followed_subject') }} as followed
    on
        followed.measure = 'share_within_time'
        and subject.subject = followed.subject
where {{ is_unbuilt('call.reporting_month', ['call', 'care_unit']) }}
group by subject.subject, call.care_unit, call.reporting_month
