-- Shares are of unrounded hours, and what is reported is held against the target, not what it is corrected to. A group
-- that is withheld keeps its target and shows no number; a correction that would give away a withheld part is not
-- shown.
with sick_leave as (
    select
        organisation_code,
        subject,
        {{ month_label('reporting_month') }} as period,
        sick_leave.window,
        sick_hours,
        ordinary_hours,
        long_sick_hours,
        corrected_low_hours,
        corrected_high_hours,
        quality
    from {{ ref('int_sick_leave_window') }} as sick_leave
),

shown as (
    select
        sick_leave.organisation_code,
        sick_leave.subject,
        sick_leave.period,
        sick_leave.window,
        cast(sick_leave.sick_hours as decimal(28, 10)) as sick_hours,
        cast(sick_leave.ordinary_hours as decimal(28, 10)) as ordinary_hours,
        cast(sick_leave.long_sick_hours as decimal(28, 10)) as long_sick_hours,
        {{ percent('sick_leave.sick_hours', 'sick_leave.ordinary_hours') }} as sick_leave_percent,
        {{ percent('sick_leave.long_sick_hours', 'sick_leave.sick_hours') }} as sick_leave_60_days_percent,
        case
            when withheld_correction.organisation_code is null
                then {{ percent('sick_leave.corrected_low_hours', 'sick_leave.ordinary_hours') }}
        end as corrected_low_percent,
        case
            when withheld_correction.organisation_code is null
                then {{ percent('sick_leave.corrected_high_hours', 'sick_leave.ordinary_hours') }}
        end as corrected_high_percent
    from sick_leave
    left join {{ ref('int_withheld_workforce_cell') }} as withheld
        on
            sick_leave.organisation_code = withheld.organisation_code
            and sick_leave.subject = withheld.subject
    left join {{ ref('int_withheld_correction') }} as withheld_correction
        on
            sick_leave.organisation_code = withheld_correction.organisation_code
            and sick_leave.subject = withheld_correction.subject
    where withheld.organisation_code is null
)

select
    sick_leave.organisation_code,
    sick_leave.subject,
    sick_leave.period,
    sick_leave.window,
    shown.sick_hours,
    shown.ordinary_hours,
    shown.long_sick_hours,
    shown.sick_leave_percent,
    shown.sick_leave_60_days_percent,
    shown.corrected_low_percent,
    shown.corrected_high_percent,
    target.value as target_percent,
    {{ is_attained('shown.sick_leave_percent', 'target') }} as attained,
    nullif(
        concat_ws(
            '; ',
            case
                when shown.organisation_code is null then {{ withheld_group() }}
                when shown.sick_hours is null then {{ not_delivered() }}
                when sick_leave.sick_hours = 0 then {{ nothing_to_measure() }}
            end,
            sick_leave.quality
        ), ''
    ) as quality
from sick_leave
left join shown
    on
        sick_leave.organisation_code = shown.organisation_code
        and sick_leave.subject = shown.subject
        and sick_leave.period = shown.period
        and sick_leave.window = shown.window
left join {{ ref('int_target') }} as target
    on
        target.measure = 'sick_leave'
        and sick_leave.organisation_code = target.organisation_code
        and sick_leave.subject = target.subject
        and sick_leave.period = target.period
