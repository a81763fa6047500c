-- Report signs. Whole years stand in a round's month, so the tree of that month places them.
with forecast_row as (
    select
        forecast.forecast_round,
        forecast.cost_centre,
        case
            when forecast.driver_code is not null
                then coalesce(driver.subject, forecast.driver_code)
        end as driver,
        -forecast.amount as amount
    from {{ ref('stg_planning__forecast') }} as forecast
    inner join {{ ref('int_account') }} as account
        on forecast.account = account.account
    left join {{ ref('subject') }} as driver
        on
            forecast.driver_code = driver.source_code
            and driver.extract = 'forecast'
    where account.account_class <> 'balance'
),

by_organisation as (
    select
        forecast_row.forecast_round,
        tree.organisation_code,
        forecast_row.driver,
        {{ sum_of_money('forecast_row.amount') }} as amount
    from forecast_row
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            forecast_row.forecast_round = tree.accounting_period
            and forecast_row.cost_centre = tree.cost_centre
    group by forecast_row.forecast_round, tree.organisation_code, forecast_row.driver
),

totals as (
    select
        forecast_round,
        {{ first_month_of_year('forecast_round') }} as accounting_year,
        organisation_code,
        {{ sum_of_money('amount') }} as amount
    from by_organisation
    group by forecast_round, organisation_code
),

-- A driver named in any round of the year has a row in all of them: where it is not named it adds 0 kr.
drivers_of_the_year as (
    select distinct
        {{ first_month_of_year('forecast_round') }} as accounting_year,
        organisation_code,
        driver
    from by_organisation
    where driver is not null
),

drivers as (
    select
        totals.forecast_round,
        totals.accounting_year,
        totals.organisation_code,
        drivers_of_the_year.driver as subject,
        cast(coalesce(by_organisation.amount, 0) as decimal(18, 2)) as amount
    from totals
    inner join drivers_of_the_year
        on
            totals.accounting_year = drivers_of_the_year.accounting_year
            and totals.organisation_code = drivers_of_the_year.organisation_code
    left join by_organisation
        on
            totals.forecast_round = by_organisation.forecast_round
            and totals.organisation_code = by_organisation.organisation_code
            and drivers_of_the_year.driver = by_organisation.driver
)

select
    forecast_round,
    accounting_year,
    organisation_code,
    'total' as subject,
    amount
from totals

union all

select
    forecast_round,
    accounting_year,
    organisation_code,
    subject,
    amount
from drivers
