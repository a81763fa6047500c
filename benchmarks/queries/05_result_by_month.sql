-- Hur har resultatet utvecklats månad för månad, per förvaltning?
-- How has the result developed month by month, for each administration?
select
    budget_deviation.period,
    organisation.name_sv as administration,
    budget_deviation.actual,
    budget_deviation.budget,
    sum(budget_deviation.deviation) over (
        partition by budget_deviation.organisation_code, budget_deviation.period[:4]
        order by budget_deviation.period
    ) as deviation_so_far_in_the_year
from budget_deviation
inner join organisation
    on budget_deviation.organisation_code = organisation.organisation_code
where
    organisation.level = 'administration'
    and budget_deviation.account_group = 'total'
    and budget_deviation."window" = 'month'
order by organisation.sort_order, budget_deviation.period
