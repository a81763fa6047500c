-- A window is the sum of its months; with one that is unknown it is unknown as well. Long are the spells that have
-- lasted 60 days when the window ends, whenever in it their hours lie.
with sick_leave_window as (
    select
        reporting_month,
        workforce_window.window,
        first_month,
        number_of_months
    from {{ ref('int_workforce_window') }} as workforce_window
    where workforce_window.window in ('month', 'r12')
),

summed as (
    select
        sick_leave_window.reporting_month,
        sick_leave_window.window,
        sick_leave.organisation_code,
        sick_leave.subject,
        sum(sick_leave.ordinary_hours) as ordinary_hours,
        sum(sick_leave.sick_hours) as sick_hours,
        sum(sick_leave.corrected_low_hours) as corrected_low_hours,
        sum(sick_leave.corrected_high_hours) as corrected_high_hours,
        max(sick_leave.quality) as quality,
        count(sick_leave.sick_hours) = sick_leave_window.number_of_months as is_known,
        count(sick_leave.sick_hours) = sick_leave_window.number_of_months and max(sick_leave.quality) is not null
            as is_corrected
    from sick_leave_window
    inner join {{ ref('int_sick_leave_month') }} as sick_leave
        on sick_leave.reporting_month between sick_leave_window.first_month and sick_leave_window.reporting_month
    group by
        sick_leave_window.reporting_month,
        sick_leave_window.window,
        sick_leave_window.number_of_months,
        sick_leave.organisation_code,
        sick_leave.subject
),

long_spell as (
    select
        sick_leave_window.reporting_month,
        sick_leave_window.window,
        long_sick.organisation_code,
        long_sick.subject,
        sum(long_sick.sick_hours) as sick_hours
    from sick_leave_window
    inner join {{ ref('int_long_sick_hours') }} as long_sick
        on
            long_sick.reporting_month between sick_leave_window.first_month and sick_leave_window.reporting_month
            and sick_leave_window.reporting_month >= long_sick.long_from_month
    group by
        sick_leave_window.reporting_month,
        sick_leave_window.window,
        long_sick.organisation_code,
        long_sick.subject
)

select
    summed.reporting_month,
    summed.window,
    summed.organisation_code,
    summed.subject,
    case when summed.is_known then cast(summed.ordinary_hours as decimal(28, 10)) end as ordinary_hours,
    case when summed.is_known then cast(summed.sick_hours as decimal(28, 10)) end as sick_hours,
    case when summed.is_known then cast(coalesce(long_spell.sick_hours, 0) as decimal(28, 10)) end as long_sick_hours,
    case when summed.is_corrected then cast(summed.corrected_low_hours as decimal(28, 10)) end
        as corrected_low_hours,
    case when summed.is_corrected then cast(summed.corrected_high_hours as decimal(28, 10)) end
        as corrected_high_hours,
    summed.quality
from summed
left join long_spell
    on
        summed.reporting_month = long_spell.reporting_month
        and summed.window = long_spell.window
        and summed.organisation_code = long_spell.organisation_code
        and summed.subject = long_spell.subject
