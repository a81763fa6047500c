-- Hur snabbt ökar kostnaderna jämfört med förra året, och hur snabbt fick de öka?
-- How fast do costs grow compared with last year, and how fast were they allowed to?
select
    organisation.name_sv as organisation,
    cost_development.actual_ytd,
    cost_development.change,
    round(cost_development.development_percent, 1) as development_percent,
    round(cost_development.budgeted_development_percent, 1) as budgeted_development_percent
from cost_development
inner join organisation
    on cost_development.organisation_code = organisation.organisation_code
where cost_development.period = '2024-11'
order by organisation.sort_order
