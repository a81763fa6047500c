-- A correction changes the understated part and nothing else: who knows the interval, and the hours as reported, knows
-- the hours of the faulty organisation. Where a group of that is withheld, so is the correction of the same group of
-- every organisation that has a cost centre in common with it.
select distinct
    tree.organisation_code,
    withheld.subject
from {{ ref('reporting_fault') }} as fault
inner join {{ ref('int_cost_centre_organisation') }} as faulty
    on
        fault.organisation_code = faulty.organisation_code
        and {{ is_valid_on('faulty.accounting_period', 'fault.valid_from', 'fault.valid_to') }}
inner join {{ ref('int_cost_centre_organisation') }} as tree
    on
        faulty.accounting_period = tree.accounting_period
        and faulty.cost_centre = tree.cost_centre
inner join {{ ref('int_withheld_workforce_cell') }} as withheld
    on fault.organisation_code = withheld.organisation_code
where fault.measure = 'sick_leave'
