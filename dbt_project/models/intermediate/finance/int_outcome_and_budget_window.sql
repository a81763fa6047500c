-- Every window of the house is computed here, once.
with accumulated as (
    select
        accounting_period,
        accounting_year,
        is_outcome,
        organisation_code,
        account_group,
        account_class,
        actual,
        budget,
        sum(actual) over year_to_date as actual_ytd,
        sum(budget) over year_to_date as budget_ytd,
        sum(actual) over twelve_months as actual_twelve_months,
        sum(budget) over twelve_months as budget_twelve_months,
        sum(case when is_outcome then 1 else 0 end) over so_far as months_of_outcome,
        sum(budget) over whole_year as budget_full_year
    from {{ ref('int_outcome_and_budget_month') }}
    window
        year_to_date as (
            partition by organisation_code, account_group, accounting_year
            order by accounting_period
            rows between unbounded preceding and current row
        ),
        twelve_months as (
            partition by organisation_code, account_group
            order by accounting_period
            rows between 11 preceding and current row
        ),
        so_far as (
            partition by organisation_code, account_group
            order by accounting_period
            rows between unbounded preceding and current row
        ),
        whole_year as (
            partition by organisation_code, account_group, accounting_year
        )
)

select
    accounting_period,
    accounting_year,
    is_outcome,
    organisation_code,
    account_group,
    account_class,
    actual,
    budget,
    cast(actual_ytd as decimal(18, 2)) as actual_ytd,
    cast(budget_ytd as decimal(18, 2)) as budget_ytd,
    cast(case when months_of_outcome >= 12 then actual_twelve_months end as decimal(18, 2)) as actual_r12,
    cast(case when months_of_outcome >= 12 then budget_twelve_months end as decimal(18, 2)) as budget_r12,
    cast(budget_full_year as decimal(18, 2)) as budget_full_year
from accumulated
