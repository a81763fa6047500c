-- Vilka mål för tillgänglighet nås, och hur långt är det till de andra?
-- Which targets of accessibility are attained, and how far is it to the others?
select
    organisation.name_sv as organisation,
    accessibility.subject_name_sv as service,
    round(accessibility.value, 1) as share_percent,
    accessibility.target,
    accessibility.attained,
    round(accessibility.value - accessibility.target, 1) as distance
from accessibility
inner join organisation
    on accessibility.organisation_code = organisation.organisation_code
where accessibility.period = '2024-11' and accessibility."window" = 'ytd' and accessibility.target is not null
order by distance
