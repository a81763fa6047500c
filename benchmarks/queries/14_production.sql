-- Hur utvecklas produktionen mot samma tid förra året?
-- How does production develop against the same time last year?
select
    organisation.name_sv as organisation,
    production.measure,
    production.subject_name_sv as service,
    production.volume,
    production.volume_previous_year,
    round(production.growth_percent, 1) as growth_percent
from production
inner join organisation
    on production.organisation_code = organisation.organisation_code
where production.period = '2024-11' and production."window" = 'ytd'
order by organisation.sort_order, production.measure, service
