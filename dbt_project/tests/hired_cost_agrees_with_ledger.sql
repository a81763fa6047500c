-- The cost that HR delivers beside the hired hours is what the ledger has, by category, in every month that HR has
-- delivered: so the contract says, and hours without their cost, or of the wrong category, show here.
{{ after_reconciliation() }}

with part as (
    select
        case category
            when 'doctors' then 'hired_doctors'
            when 'nurses' then 'hired_nurses'
            when 'others' then 'hired_other'
        end as node,
        {{ month_label('reporting_month') }} as cell,
        hired_cost as amount
    from {{ ref('stg_hr__hired_staff') }}

    union all

    -- A category of which no one was hired in a month cost nothing.
    select
        account_group.account_group as node,
        {{ month_label('month.reporting_month') }} as cell,
        0 as amount
    from {{ ref('int_workforce_month') }} as month
    cross join {{ ref('int_account_group') }} as account_group
    where account_group.parent_account_group = 'hired_staff'
),

total as (
    select
        ledger.account_group as node,
        {{ month_label('ledger.accounting_period') }} as cell,
        -ledger.actual as amount
    from {{ ref('int_outcome_and_budget_month') }} as ledger
    inner join {{ ref('int_workforce_month') }} as month
        on ledger.accounting_period = month.reporting_month
    inner join {{ ref('int_account_group') }} as account_group
        on ledger.account_group = account_group.account_group
    inner join {{ ref('organisation') }} as organisation
        on ledger.organisation_code = organisation.organisation_code
    where organisation.parent_organisation_code is null and account_group.parent_account_group = 'hired_staff'
),

{{ parts_not_adding_up('total', 'part') }}
