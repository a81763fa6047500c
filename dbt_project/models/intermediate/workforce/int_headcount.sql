-- A person with two employments is one head, in each organisation that an employment of hers lies in.
select
    month.reporting_month,
    tree.organisation_code,
    count(distinct employment.person) as headcount,
    count(distinct case when tree.is_lowest then employment.person end) as headcount_directly
from {{ ref('int_workforce_month') }} as month
inner join {{ ref('int_turnover_employment') }} as employment
    on {{ is_valid_on('month.last_day', 'employment.employed_from', 'employment.employed_to') }}
inner join {{ ref('int_cost_centre_organisation') }} as tree
    on
        month.reporting_month = tree.accounting_period
        and employment.cost_centre = tree.cost_centre
group by month.reporting_month, tree.organisation_code
