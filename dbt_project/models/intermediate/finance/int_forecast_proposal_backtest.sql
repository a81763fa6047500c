-- What is booked so far is known, so a forecast of the year errs by its error on the months that remain. Every stretch
-- of later months of the same year that is booked tells how large that is, whether the year has ended or not.
with origin as (
    select
        organisation_code,
        account_group,
        accounting_period,
        accounting_year,
        extract(month from accounting_period) as months_booked,
        actual_ytd - budget_ytd as deviation_ytd,
        actual_r12 - budget_full_year as r12_less_budget
    from {{ ref('int_outcome_and_budget_window') }}
    where is_outcome and account_class <> 'balance' and actual_r12 is not null
),

stretch as (
    select
        origin.organisation_code,
        origin.account_group,
        origin.accounting_period,
        origin.months_booked,
        origin.deviation_ytd,
        origin.r12_less_budget,
        ahead.accounting_period as last_month,
        extract(month from ahead.accounting_period) - origin.months_booked as months_ahead,
        ahead.actual_ytd - ahead.budget_ytd - origin.deviation_ytd as deviation
    from origin
    inner join {{ ref('int_outcome_and_budget_window') }} as ahead
        on
            origin.organisation_code = ahead.organisation_code
            and origin.account_group = ahead.account_group
            and origin.accounting_year = ahead.accounting_year
            and origin.accounting_period < ahead.accounting_period
    where ahead.is_outcome
)

select
    organisation_code,
    account_group,
    accounting_period,
    last_month,
    cast(months_ahead as integer) as months_ahead,
    cast(deviation - {{ expected_deviation('stretch', 'months_ahead') }} as decimal(18, 2)) as proposal_error,
    cast(deviation as decimal(18, 2)) as naive_error
from stretch
