select
    month.accounting_period,
    tree.organisation_code,
    coalesce(subject.subject, budget_grant.grant_code) as subject,
    {{ sum_of_money('budget_grant.amount') }} as amount,
    min(case when budget_grant.is_decided then 1 else 0 end) = 1 as is_decided
from {{ ref('stg_planning__budget_grant') }} as budget_grant
inner join {{ ref('int_month') }} as month
    on
        budget_grant.budget_year = month.accounting_year
        and budget_grant.known_from <= month.accounting_period
inner join {{ ref('int_cost_centre_organisation') }} as tree
    on
        month.accounting_period = tree.accounting_period
        and budget_grant.cost_centre = tree.cost_centre
left join {{ ref('subject') }} as subject
    on
        budget_grant.grant_code = subject.source_code
        and subject.extract = 'budget_grant'
group by
    month.accounting_period,
    tree.organisation_code,
    coalesce(subject.subject, budget_grant.grant_code)
