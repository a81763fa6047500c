select
    outcome.organisation_code,
    {{ month_label('outcome.accounting_period') }} as period,
    outcome.actual_ytd,
    outcome.budget_ytd,
    cast(outcome.actual_ytd - outcome.budget_ytd as decimal(18, 2)) as deviation_ytd,
    outcome.actual_r12,
    forecast.amount as forecast_full_year,
    outcome.budget_full_year,
    cast(forecast.amount - outcome.budget_full_year as decimal(18, 2)) as forecast_deviation
from {{ ref('int_outcome_and_budget_window') }} as outcome
left join {{ ref('int_forecast') }} as forecast
    on
        outcome.accounting_period = forecast.forecast_round
        and outcome.organisation_code = forecast.organisation_code
        and outcome.account_group = forecast.subject
where outcome.is_outcome and outcome.account_group = 'total'
