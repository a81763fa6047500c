-- A month's proposal and what is said of its error know nothing of later months: no later booking changes them.
with proposed as (
    select
        organisation_code,
        account_group,
        accounting_period,
        extract(month from accounting_period) as months_booked,
        12 - extract(month from accounting_period) as months_remaining,
        actual_ytd,
        actual_r12,
        budget_full_year,
        actual_ytd + budget_full_year - budget_ytd as naive_full_year,
        actual_ytd - budget_ytd as deviation_ytd,
        actual_r12 - budget_full_year as r12_less_budget
    from {{ ref('int_outcome_and_budget_window') }}
    -- In December nothing remains to be forecast.
    where is_outcome and account_class <> 'balance' and extract(month from accounting_period) < 12
),

backtest as (
    select
        proposed.organisation_code,
        proposed.account_group,
        proposed.accounting_period,
        abs(backtest.proposal_error) as proposal_error,
        abs(backtest.naive_error) as naive_error,
        count(*) over (
            partition by proposed.organisation_code, proposed.account_group, proposed.accounting_period
        ) as last_place,
        row_number() over (
            partition by proposed.organisation_code, proposed.account_group, proposed.accounting_period
            order by abs(backtest.proposal_error), backtest.accounting_period
        ) as place
    from proposed
    inner join {{ ref('int_forecast_proposal_backtest') }} as backtest
        on
            proposed.organisation_code = backtest.organisation_code
            and proposed.account_group = backtest.account_group
            and proposed.months_remaining = backtest.months_ahead
            and proposed.accounting_period >= backtest.last_month
),

-- Of n errors alike the next one is as likely to take any of n + 1 places: it is within the k-th smallest with the
-- probability k / (n + 1). The smallest that is enough for the interval is taken; where even the largest is not, none.
error_of_backtests as (
    select
        organisation_code,
        account_group,
        accounting_period,
        cast(count(*) as integer) as backtests,
        {{ money_divided_by('sum(proposal_error)', 'count(*)') }} as proposal_mean_absolute_error,
        {{ money_divided_by('sum(naive_error)', 'count(*)') }} as naive_mean_absolute_error,
        min(
            case when 100 * place >= {{ var('forecast_interval_percent') }} * (last_place + 1) then proposal_error end
        ) as half_interval
    from backtest
    group by organisation_code, account_group, accounting_period
)

select
    proposed.organisation_code,
    proposed.account_group,
    proposed.accounting_period,
    cast(proposed.months_remaining as integer) as months_remaining,
    proposed.actual_ytd,
    proposed.actual_r12,
    proposed.budget_full_year,
    cast(
        proposed.naive_full_year + {{ expected_deviation('proposed', 'proposed.months_remaining') }}
        as decimal(18, 2)
    ) as proposal_full_year,
    cast(error_of_backtests.half_interval as decimal(18, 2)) as half_interval,
    cast(proposed.naive_full_year as decimal(18, 2)) as naive_full_year,
    coalesce(error_of_backtests.backtests, 0) as backtests,
    error_of_backtests.proposal_mean_absolute_error,
    error_of_backtests.naive_mean_absolute_error,
    case
        when proposed.actual_r12 is null then 'no proposal: fewer than twelve months are booked'
        when error_of_backtests.half_interval is null then 'no interval: too few back-tests'
    end as quality
from proposed
left join error_of_backtests
    on
        proposed.organisation_code = error_of_backtests.organisation_code
        and proposed.account_group = error_of_backtests.account_group
        and proposed.accounting_period = error_of_backtests.accounting_period
