-- Vilka kostnadsställen i regionen avviker mest från budget från januari?
-- Which cost centres of the region are farthest from their budget from January?
select
    organisation.name_sv as organisation,
    contribution.cost_centre,
    sum(contribution.amount) filter (where contribution.part = 'actual') as actual,
    sum(contribution.amount) filter (where contribution.part = 'budget') as budget,
    sum(if(contribution.part = 'actual', contribution.amount, -contribution.amount)) as deviation
from contribution
inner join organisation
    on contribution.organisation_code = organisation.organisation_code
inner join account_group
    on contribution.account_group = account_group.account_group
where
    contribution.part in ('actual', 'budget')
    and contribution.period between '2024-01' and '2024-11'
    and account_group.account_class <> 'balance'
group by organisation.name_sv, contribution.cost_centre
order by abs(deviation) desc
limit 50
