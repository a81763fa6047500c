with booked as (
    select
        min(accounting_period) as first_month,
        max(accounting_period) as last_month
    from {{ ref('int_ledger_month') }}
),

budgeted as (
    select
        min(accounting_period) as first_month,
        max(accounting_period) as last_month
    from {{ ref('stg_planning__budget') }}
),

bounds as (
    select
        booked.first_month as first_booked_month,
        booked.last_month as last_booked_month,
        least(
            coalesce(booked.first_month, budgeted.first_month),
            coalesce(budgeted.first_month, booked.first_month)
        ) as first_month,
        greatest(
            coalesce(booked.last_month, budgeted.last_month),
            coalesce(budgeted.last_month, booked.last_month)
        ) as last_month
    from booked
    cross join budgeted
),

-- Fifty years of months; only those between the bounds are kept.
numbers as (
    {{ dbt.generate_series(600) }}
),

months as (
    select
        {{ add_months('numbers.generated_number - 1', 'bounds.first_month') }} as accounting_period,
        bounds.first_booked_month,
        bounds.last_booked_month,
        {{ add_months(11, first_month_of_year('bounds.last_month')) }} as last_december
    from bounds
    cross join numbers
)

select
    accounting_period,
    {{ first_month_of_year('accounting_period') }} as accounting_year,
    coalesce(
        accounting_period between first_booked_month and last_booked_month, false
    ) as is_outcome
from months
where accounting_period <= last_december
