-- Report signs. Nothing is left out here, not even the balance sheet: which contributions a measure has, its terms say
-- (measure_term).
with planned as (
    select
        'budget' as part,
        accounting_period as period,
        cost_centre,
        account,
        'total' as subject,
        'budget' as extract_name,
        {{ first_month_of_year('accounting_period') }} as delivery_period,
        -amount as amount
    from {{ ref('stg_planning__budget') }}

    union all

    select
        'forecast' as part,
        forecast.forecast_round as period,
        forecast.cost_centre,
        forecast.account,
        coalesce(driver.subject, forecast.driver_code, 'total') as subject,
        'forecast' as extract_name,
        forecast.forecast_round as delivery_period,
        -forecast.amount as amount
    from {{ ref('stg_planning__forecast') }} as forecast
    left join {{ ref('subject') }} as driver
        on
            forecast.driver_code = driver.source_code
            and driver.extract = 'forecast'
),

booking as (
    select
        'actual' as part,
        accounting_period as period,
        cost_centre,
        account,
        'total' as subject,
        'general_ledger' as extract_name,
        accounting_period as delivery_period,
        -amount as amount,
        voucher_rows as source_rows
    from {{ ref('int_ledger_month') }}

    union all

    select
        part,
        period,
        cost_centre,
        account,
        subject,
        extract_name,
        delivery_period,
        {{ sum_of_money('amount') }} as amount,
        count(*) as source_rows
    from planned
    group by part, period, cost_centre, account, subject, extract_name, delivery_period
)

select
    booking.part,
    {{ month_label('booking.period') }} as period,
    tree.organisation_code,
    booking.cost_centre,
    booking.account,
    account.account_name_sv as name_sv,
    account.account_group,
    booking.subject,
    booking.extract_name as {{ adapter.quote('extract') }},
    booking.delivery_period,
    booking.amount,
    booking.source_rows
from booking
inner join {{ ref('int_account') }} as account
    on booking.account = account.account
inner join {{ ref('int_cost_centre_organisation') }} as tree
    on
        booking.period = tree.accounting_period
        and booking.cost_centre = tree.cost_centre
where tree.is_lowest

union all

select
    part,
    period,
    organisation_code,
    cost_centre,
    account,
    name_sv,
    account_group,
    subject,
    extract_name as {{ adapter.quote('extract') }},
    delivery_period,
    amount,
    source_rows
from {{ ref('int_plan_contribution') }}
