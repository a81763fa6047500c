-- Cost centres below an organisation whose sick leave arrives too low, month by month.
select
    tree.accounting_period as reporting_month,
    tree.cost_centre,
    max(fault.understated_from_percent) as understated_from_percent,
    max(fault.understated_to_percent) as understated_to_percent,
    max(fault.quality) as quality
from {{ ref('reporting_fault') }} as fault
inner join {{ ref('int_cost_centre_organisation') }} as tree
    on
        fault.organisation_code = tree.organisation_code
        and {{ is_valid_on('tree.accounting_period', 'fault.valid_from', 'fault.valid_to') }}
where fault.measure = 'sick_leave'
group by tree.accounting_period, tree.cost_centre
