with project as (
    select
        investment.reporting_month,
        tree.organisation_code,
        {{ sum_of_money('investment.budget_amount') }} as budget,
        {{ sum_of_money('investment.forecast_amount') }} as forecast,
        {{ sum_of_money('investment.carry_over_amount') }} as carry_over,
        max(
            case when not investment.is_carry_over_decided and investment.carry_over_amount <> 0 then 1 else 0 end
        ) = 1 as assumes_undecided_carry_over
    from {{ ref('stg_planning__investment') }} as investment
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            investment.reporting_month = tree.accounting_period
            and investment.cost_centre = tree.cost_centre
    group by investment.reporting_month, tree.organisation_code
),

-- An asset bought is a debit, so its report sign is negative.
booked as (
    select
        accounting_period,
        organisation_code,
        -actual_ytd as booked_ytd
    from {{ ref('int_outcome_and_budget_window') }}
    where account_group = 'fixed_assets'
)

select
    project.organisation_code,
    {{ month_label('project.reporting_month') }} as period,
    project.budget,
    project.forecast,
    cast(project.budget - project.forecast as decimal(18, 2)) as deviation,
    cast(booked.booked_ytd as decimal(18, 2)) as booked_ytd,
    project.carry_over,
    cast(project.budget + project.carry_over as decimal(18, 2)) as expected_volume,
    project.assumes_undecided_carry_over
from project
-- Without an outcome the row would have no booked amount, which its constraint does not let pass.
left join booked
    on
        project.reporting_month = booked.accounting_period
        and project.organisation_code = booked.organisation_code
