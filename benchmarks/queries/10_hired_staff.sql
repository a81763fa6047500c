-- Hur stor andel av personalkostnaden är inhyrd personal, mot målet, under rullande tolv månader?
-- What share of the cost of staff is hired staff, against the target, over twelve months?
select
    organisation.name_sv as organisation,
    staffing_cost_ratio.period,
    round(staffing_cost_ratio.hired_share_of_total_percent, 1) as share_percent,
    staffing_cost_ratio.target_share_of_total_percent as target_percent,
    staffing_cost_ratio.attained_share_of_total as attained
from staffing_cost_ratio
inner join organisation
    on staffing_cost_ratio.organisation_code = organisation.organisation_code
where organisation.level in ('region', 'administration') and staffing_cost_ratio."window" = 'r12'
order by organisation.sort_order, staffing_cost_ratio.period
