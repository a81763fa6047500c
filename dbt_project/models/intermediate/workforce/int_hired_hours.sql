-- In a month that HR has delivered, an organisation without a row hired no one. A window with a month that HR has not
-- delivered has no hours.
with delivered_month as (
    select distinct reporting_month
    from {{ ref('stg_hr__hired_staff') }}
),

delivered_window as (
    select
        workforce_window.reporting_month,
        workforce_window.window,
        workforce_window.first_month
    from {{ ref('int_workforce_window') }} as workforce_window
    inner join delivered_month
        on delivered_month.reporting_month between workforce_window.first_month and workforce_window.reporting_month
    group by
        workforce_window.reporting_month,
        workforce_window.window,
        workforce_window.first_month,
        workforce_window.number_of_months
    having count(*) = workforce_window.number_of_months
),

by_organisation as (
    select
        hired_staff.reporting_month,
        tree.organisation_code,
        sum(hired_staff.hired_hours) as hired_hours
    from {{ ref('stg_hr__hired_staff') }} as hired_staff
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            hired_staff.reporting_month = tree.accounting_period
            and hired_staff.cost_centre = tree.cost_centre
    group by hired_staff.reporting_month, tree.organisation_code
)

select
    delivered_window.reporting_month,
    delivered_window.window,
    organisation.organisation_code,
    cast(coalesce(sum(by_organisation.hired_hours), 0) as decimal(18, 2)) as hired_hours
from delivered_window
cross join {{ ref('organisation') }} as organisation
left join by_organisation
    on
        by_organisation.reporting_month between delivered_window.first_month and delivered_window.reporting_month
        and organisation.organisation_code = by_organisation.organisation_code
group by
    delivered_window.reporting_month,
    delivered_window.window,
    organisation.organisation_code
