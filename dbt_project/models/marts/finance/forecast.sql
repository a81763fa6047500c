with compared as (
    select
        forecast.organisation_code,
        forecast.subject,
        forecast.forecast_round,
        forecast.accounting_year,
        case when forecast.subject = 'total' then forecast.amount end as forecast_full_year,
        budget.budget_full_year,
        case
            when forecast.subject = 'total' then forecast.amount - budget.budget_full_year
            else forecast.amount
        end as forecast_deviation
    from {{ ref('int_forecast') }} as forecast
    left join {{ ref('int_outcome_and_budget_window') }} as budget
        on
            forecast.forecast_round = budget.accounting_period
            and forecast.organisation_code = budget.organisation_code
            and forecast.subject = budget.account_group
            and forecast.subject = 'total'
),

previous_year as (
    select
        organisation_code,
        account_group as subject,
        {{ add_months(12, 'accounting_year') }} as next_year,
        actual_ytd - budget_ytd as budget_deviation
    from {{ ref('int_outcome_and_budget_window') }}
    where
        is_outcome
        and account_group = 'total'
        and extract(month from accounting_period) = 12
),

with_history as (
    select
        compared.organisation_code,
        compared.subject,
        compared.forecast_round,
        compared.forecast_full_year,
        compared.budget_full_year,
        compared.forecast_deviation,
        lag(compared.forecast_deviation) over (
            partition by compared.organisation_code, compared.subject, compared.accounting_year
            order by compared.forecast_round
        ) as previous_forecast_deviation,
        previous_year.budget_deviation as previous_year_deviation
    from compared
    left join previous_year
        on
            compared.organisation_code = previous_year.organisation_code
            and compared.subject = previous_year.subject
            and compared.accounting_year = previous_year.next_year
),

undecided_grant as (
    select distinct
        organisation_code,
        accounting_period
    from {{ ref('int_budget_grant') }}
    where not is_decided
)

select
    with_history.organisation_code,
    with_history.subject,
    {{ month_label('with_history.forecast_round') }} as period,
    with_history.forecast_full_year,
    with_history.budget_full_year,
    cast(with_history.forecast_deviation as decimal(18, 2)) as forecast_deviation,
    cast(with_history.previous_forecast_deviation as decimal(18, 2)) as previous_forecast_deviation,
    cast(
        with_history.forecast_deviation - with_history.previous_forecast_deviation as decimal(18, 2)
    ) as change_since_previous_round,
    cast(with_history.previous_year_deviation as decimal(18, 2)) as previous_year_deviation,
    case
        when with_history.forecast_deviation < 0 and with_history.previous_year_deviation < 0
            then {{ percent(
                'with_history.previous_year_deviation - with_history.forecast_deviation',
                'with_history.previous_year_deviation'
            ) }}
    end as deficit_reduction_percent,
    undecided_grant.organisation_code is not null as assumes_undecided_grant
from with_history
left join undecided_grant
    on
        with_history.organisation_code = undecided_grant.organisation_code
        and with_history.forecast_round = undecided_grant.accounting_period
