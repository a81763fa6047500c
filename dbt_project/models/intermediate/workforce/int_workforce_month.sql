-- The months of the workforce run from the first to the last of which ordinary hours are delivered. One between them,
-- or one without absence, is a month of which the sick leave is unknown.
with delivered_hours as (
    select distinct reporting_month
    from {{ ref('stg_hr__scheduled_hours') }}
),

delivered_absence as (
    select distinct reporting_month
    from {{ ref('stg_hr__absence') }}
),

bounds as (
    select
        min(reporting_month) as first_month,
        max(reporting_month) as last_month
    from delivered_hours
)

select
    month.accounting_period as reporting_month,
    {{ dbt.last_day('month.accounting_period', 'month') }} as last_day,
    hours.reporting_month is not null and absence.reporting_month is not null as has_sick_leave
from {{ ref('int_month') }} as month
inner join bounds
    on month.accounting_period between bounds.first_month and bounds.last_month
left join delivered_hours as hours
    on month.accounting_period = hours.reporting_month
left join delivered_absence as absence
    on month.accounting_period = absence.reporting_month
