-- Vilka mål nås inte, i vilken verksamhet, och har det blivit bättre sedan förra månaden?
-- Which targets are not attained, in which organisation, and is it better than a month ago?
with judged as (
    select
        *,
        value - lag(value) over (
            partition by measure, organisation_code, subject, "window"
            order by period
        ) as change_since_last_month
    from kpi
    where target is not null and "window" <> 'target'
)

select
    organisation.name_sv as organisation,
    measure.name_sv as measure,
    judged.subject,
    judged."window",
    judged.value,
    judged.target,
    judged.change_since_last_month
from judged
inner join measure
    on judged.measure = measure.measure
inner join organisation
    on judged.organisation_code = organisation.organisation_code
where judged.period = '2024-11' and not judged.attained
order by organisation.sort_order, measure.name_sv, judged.subject, judged."window"
