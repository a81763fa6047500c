-- Stämmer de publicerade talen, per verksamhet och mått?
-- Do the published figures agree, by organisation and measure?
select
    organisation.name_sv as organisation,
    measure.name_sv as measure,
    count(*) filter (where published_reconciliation.status = 'agrees') as agree,
    count(*) filter (where published_reconciliation.status = 'differs') as differ,
    count(*) filter (where published_reconciliation.status = 'series') as series
from published_reconciliation
inner join measure
    on published_reconciliation.measure = measure.measure
inner join organisation
    on published_reconciliation.organisation_code = organisation.organisation_code
group by all
order by all
