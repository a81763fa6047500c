with outcome as (
    select * from {{ ref('int_outcome_and_budget_window') }}
    where is_outcome and account_class <> 'balance'
),

every_window as (
    select
        organisation_code,
        account_group,
        accounting_period,
        'month' as {{ adapter.quote('window') }},
        actual,
        budget
    from outcome

    union all

    select
        organisation_code,
        account_group,
        accounting_period,
        'ytd' as {{ adapter.quote('window') }},
        actual_ytd as actual,
        budget_ytd as budget
    from outcome

    union all

    select
        organisation_code,
        account_group,
        accounting_period,
        'r12' as {{ adapter.quote('window') }},
        actual_r12 as actual,
        budget_r12 as budget
    from outcome
    where actual_r12 is not null

    union all

    select
        organisation_code,
        account_group,
        accounting_period,
        'full_year' as {{ adapter.quote('window') }},
        actual_ytd as actual,
        budget_ytd as budget
    from outcome
    where extract(month from accounting_period) = 12
)

select
    every_window.organisation_code,
    every_window.account_group,
    account_group.account_group_name_sv,
    {{ month_label('every_window.accounting_period') }} as period,
    every_window.window,
    every_window.actual,
    every_window.budget,
    cast(every_window.actual - every_window.budget as decimal(18, 2)) as deviation
from every_window
inner join {{ ref('int_account_group') }} as account_group
    on every_window.account_group = account_group.account_group
