-- Hur går det för varje verksamhet mot budget från januari, i miljoner kronor?
-- How does each organisation do against its budget from January, in millions of SEK?
with latest_24_months as (
    select
        organisation.name_sv as organisation,
        organisation.sort_order,
        budget_deviation.actual,
        budget_deviation.budget,
        budget_deviation.deviation,
        budget_deviation.account_group,
        budget_deviation."window",
        cast(budget_deviation.period || '-01' as date) as month
    from budget_deviation
    inner join organisation
        on budget_deviation.organisation_code = organisation.organisation_code
    where
        cast(budget_deviation.period || '-01' as date)
        > (select max(cast(period || '-01' as date)) from budget_deviation) - interval 24 month
)

select
    organisation,
    round(sum(actual), -5) / 1000000 as actual_mkr,
    round(sum(budget), -5) / 1000000 as budget_mkr,
    round(sum(deviation), -5) / 1000000 as deviation_mkr
from latest_24_months
where account_group = 'total' and "window" = 'ytd' and month = '2024-11-01'
group by organisation
order by min(sort_order)
limit 1000
