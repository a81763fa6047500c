-- Two shares, each with its own denominator and held against its own target.
with share as (
    select
        organisation_code,
        accounting_period,
        {{ month_label('accounting_period') }} as period,
        cost.window,
        hired_staff_cost,
        hired_doctors_nurses_cost,
        own_personnel_cost,
        total_personnel_cost,
        {{ percent('hired_staff_cost', 'total_personnel_cost') }} as hired_share_of_total_percent,
        {{ percent('hired_doctors_nurses_cost', 'own_personnel_cost') }} as hired_share_of_own_percent
    from {{ ref('int_personnel_cost') }} as cost
)

select
    share.organisation_code,
    share.period,
    share.window,
    share.hired_staff_cost,
    share.hired_doctors_nurses_cost,
    share.own_personnel_cost,
    share.total_personnel_cost,
    share.hired_share_of_total_percent,
    share.hired_share_of_own_percent,
    target_of_total.value as target_share_of_total_percent,
    target_of_own.value as target_share_of_own_percent,
    {{ is_attained('share.hired_share_of_total_percent', 'target_of_total') }} as attained_share_of_total,
    {{ is_attained('share.hired_share_of_own_percent', 'target_of_own') }} as attained_share_of_own,
    hired.hired_hours
from share
left join {{ ref('int_target') }} as target_of_total
    on
        target_of_total.measure = 'hired_staff_share_of_total'
        and target_of_total.subject = 'total'
        and share.organisation_code = target_of_total.organisation_code
        and share.period = target_of_total.period
left join {{ ref('int_target') }} as target_of_own
    on
        target_of_own.measure = 'hired_staff_share_of_own'
        and target_of_own.subject = 'total'
        and share.organisation_code = target_of_own.organisation_code
        and share.period = target_of_own.period
left join {{ ref('int_hired_hours') }} as hired
    on
        share.organisation_code = hired.organisation_code
        and share.accounting_period = hired.reporting_month
        and share.window = hired.window
