{{ built_by_month('reporting_month', ['patient_transport']) }}
-- There is no time limit: in time is what a vehicle for lying patients drove.
select
    subject.subject,
    transport.care_unit,
    transport.reporting_month,
    count(case when transport.is_lying_transport then 1 end) as numerator,
    count(*) as denominator
from {{ ref('stg_care__patient_transport') }} as transport
inner join {{ ref('subject') }} as subject
    on
        subject.extract = 'patient_transport'
        and transport.priority = subject.source_code
inner join {{ ref('followed_subject') }} as followed
    on
        followed.measure = 'share_within_time'
        and subject.subject = followed.subject
where {{ is_unbuilt('transport.reporting_month', ['patient_transport']) }}
group by subject.subject, transport.care_unit, transport.reporting_month
