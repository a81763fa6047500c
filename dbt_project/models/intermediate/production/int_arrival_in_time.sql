{{ built_by_month('reporting_month', ['ambulance_assignment']) }}
-- Minutes run between instants, so the changes of the clock neither lengthen nor shorten them.
select
    subject.subject,
    assignment.care_unit,
    assignment.reporting_month,
    count(
        case
            when
                assignment.arrived_at
                <= {{ dbt.dateadd('minute', 'followed.time_limit', 'assignment.called_at') }}
                then 1
        end
    ) as numerator,
    count(*) as denominator
from {{ ref('stg_care__ambulance_assignment') }} as assignment
inner join {{ ref('subject') }} as subject
    on
        subject.extract = 'ambulance_assignment'
        and assignment.priority = subject.source_code
inner join {{ ref('followed_subject') }} as followed
    on
        followed.measure = 'share_within_time'
        and subject.subject = followed.subject
where assignment.arrived_at is not null and {{ is_unbuilt('assignment.reporting_month', ['ambulance_assignment']) }}
group by subject.subject, assignment.care_unit, assignment.reporting_month
