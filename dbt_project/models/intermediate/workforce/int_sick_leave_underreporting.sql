-- What is known of a fault is an interval; its middle stands for it, in each month in which the fault holds.
select
    fault.organisation_code,
    fault.fault as subject,
    month.reporting_month,
    cast(
        {{ quotient('fault.understated_from_percent + fault.understated_to_percent', '2') }} as decimal(28, 10)
    ) as understated_percent,
    fault.quality
from {{ ref('reporting_fault') }} as fault
inner join {{ ref('int_workforce_month') }} as month
    on {{ is_valid_on('month.reporting_month', 'fault.valid_from', 'fault.valid_to') }}
where fault.measure = 'sick_leave'
