with claim as (
    select
        earned_month,
        cost_centre,
        vaccine,
        case
            when paid_date is null or paid_date > {{ dbt.last_day('earned_month', 'month') }}
                then amount
            else 0
        end as unpaid_amount
    from {{ ref('stg_reimbursement__vaccination_claim') }}
)

select
    claim.earned_month,
    tree.organisation_code,
    coalesce(subject.subject, claim.vaccine) as subject,
    {{ sum_of_money('claim.unpaid_amount') }} as unpaid_amount
from claim
inner join {{ ref('int_cost_centre_organisation') }} as tree
    on
        claim.earned_month = tree.accounting_period
        and claim.cost_centre = tree.cost_centre
left join {{ ref('subject') }} as subject
    on
        claim.vaccine = subject.source_code
        and subject.extract = 'vaccination_claim'
group by claim.earned_month, tree.organisation_code, coalesce(subject.subject, claim.vaccine)
