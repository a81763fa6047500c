-- Three measures on one average. A group that is withheld keeps its target and shows no number; the published measure
-- is held against the target.
with turnover as (
    select
        organisation_code,
        {{ month_label('reporting_month') }} as period,
        leavers,
        leavers_corrected,
        joiners,
        average_headcount
    from {{ ref('int_turnover_window') }}
),

shown as (
    select
        turnover.organisation_code,
        turnover.period,
        turnover.leavers,
        turnover.leavers_corrected,
        turnover.joiners,
        turnover.average_headcount,
        {{ percent('turnover.leavers', 'turnover.average_headcount') }} as staff_turnover_percent,
        {{ percent('turnover.leavers_corrected', 'turnover.average_headcount') }} as staff_turnover_corrected_percent,
        {{ percent('least(turnover.leavers_corrected, turnover.joiners)', 'turnover.average_headcount') }}
            as staff_turnover_lowest_percent
    from turnover
    left join {{ ref('int_withheld_workforce_cell') }} as withheld
        on
            turnover.organisation_code = withheld.organisation_code
            and withheld.subject = 'total'
    where withheld.organisation_code is null
)

select
    turnover.organisation_code,
    turnover.period,
    'r12' as {{ adapter.quote('window') }},
    shown.leavers,
    shown.leavers_corrected,
    shown.joiners,
    shown.average_headcount,
    shown.staff_turnover_percent,
    shown.staff_turnover_corrected_percent,
    shown.staff_turnover_lowest_percent,
    target.value as target_percent,
    {{ is_attained('shown.staff_turnover_percent', 'target') }} as attained,
    case
        when shown.organisation_code is null then {{ withheld_group() }}
        when shown.average_headcount = 0 then {{ nothing_to_measure() }}
    end as quality
from turnover
left join shown
    on
        turnover.organisation_code = shown.organisation_code
        and turnover.period = shown.period
left join {{ ref('int_target') }} as target
    on
        target.measure = 'staff_turnover'
        and target.subject = 'total'
        and turnover.organisation_code = target.organisation_code
        and turnover.period = target.period
