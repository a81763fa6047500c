-- Vilka konton gör avvikelsen för Ambulans, diagnostik och hälsa från januari?
-- Which accounts make the deviation of an administration, all below it included, from January?
with of_the_administration as (
    select organisation.organisation_code
    from organisation
    left join organisation as parent
        on organisation.parent_organisation_code = parent.organisation_code
    where 'ADH' in (organisation.organisation_code, parent.organisation_code, parent.parent_organisation_code)
)

select
    contribution.account,
    contribution.name_sv,
    sum(contribution.amount) filter (where contribution.part = 'actual') as actual,
    sum(contribution.amount) filter (where contribution.part = 'budget') as budget,
    sum(if(contribution.part = 'actual', contribution.amount, -contribution.amount)) as deviation
from contribution
inner join of_the_administration
    on contribution.organisation_code = of_the_administration.organisation_code
inner join account_group
    on contribution.account_group = account_group.account_group
where
    contribution.part in ('actual', 'budget')
    and contribution.period between '2024-01' and '2024-11'
    and account_group.account_class <> 'balance'
group by contribution.account, contribution.name_sv
order by deviation
