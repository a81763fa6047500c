-- Cost turns positive here: a share of a cost has no sign.
with cost as (
    select
        organisation_code,
        accounting_period,
        account_group,
        -actual as cost_month,
        -actual_ytd as cost_ytd,
        -actual_r12 as cost_r12
    from {{ ref('int_outcome_and_budget_window') }}
    where
        is_outcome
        and account_group in ('hired_staff', 'hired_doctors', 'hired_nurses', 'personnel', 'personnel_incl_hired')
),

every_window as (
    select
        organisation_code,
        accounting_period,
        'month' as {{ adapter.quote('window') }},
        account_group,
        cost_month as cost
    from cost

    union all

    select
        organisation_code,
        accounting_period,
        'ytd' as {{ adapter.quote('window') }},
        account_group,
        cost_ytd as cost
    from cost

    union all

    select
        organisation_code,
        accounting_period,
        'r12' as {{ adapter.quote('window') }},
        account_group,
        cost_r12 as cost
    from cost
    where cost_r12 is not null
)

select
    organisation_code,
    accounting_period,
    every_window.window,
    {{ sum_of_money("case when account_group = 'hired_staff' then cost else 0 end") }} as hired_staff_cost,
    {{ sum_of_money("case when account_group in ('hired_doctors', 'hired_nurses') then cost else 0 end") }}
        as hired_doctors_nurses_cost,
    {{ sum_of_money("case when account_group = 'personnel' then cost else 0 end") }} as own_personnel_cost,
    {{ sum_of_money("case when account_group = 'personnel_incl_hired' then cost else 0 end") }} as total_personnel_cost
from every_window
group by organisation_code, accounting_period, every_window.window
