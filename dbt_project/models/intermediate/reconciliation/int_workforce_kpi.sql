-- The columns of the marts of workforce on the key of marts.kpi. No value is computed here; which of a row's reasons
-- is about which of its measures is decided.
{% set explained_share_of_total = "case when mart.total_personnel_cost = 0 then " ~ nothing_to_measure() ~ " end" %}
{% set explained_share_of_own = "case when mart.own_personnel_cost = 0 then " ~ nothing_to_measure() ~ " end" %}

-- A share that is there has nothing to explain but the fault of its source; one that is not says why.
with sick_leave as (
    select
        sick_leave.*,
        computed.quality as fault_quality
    from {{ ref('sick_leave') }} as sick_leave
    inner join {{ ref('int_sick_leave_window') }} as computed
        on
            sick_leave.organisation_code = computed.organisation_code
            and sick_leave.subject = computed.subject
            and sick_leave.period = {{ month_label('computed.reporting_month') }}
            and sick_leave.window = computed.window
),

understated as (
    select
        *,
        case
            when corrected_low_percent is not null then fault_quality
            when sick_leave_percent is not null then concat_ws('; ', {{ withheld_group() }}, fault_quality)
            else quality
        end as quality_of_correction
    from sick_leave
    where fault_quality is not null
)

{{ kpi_rows('hired_staff_cost', ref('staffing_cost_ratio'), 'hired_staff_cost', 'mart.window') }}
union all
{{ kpi_rows(
    'hired_staff_cost', ref('int_hired_cost_but_one_area'), 'hired_staff_cost', 'mart.window',
    subject='subject', period=month_label('accounting_period')
) }}
union all
{{ kpi_rows(
    'hired_staff_share_of_total', ref('staffing_cost_ratio'), 'hired_share_of_total_percent', 'mart.window',
    numerator='hired_staff_cost', denominator='total_personnel_cost',
    quality=explained_share_of_total, keep_explained=true
) }}
union all
{{ kpi_rows(
    'hired_staff_share_of_own', ref('staffing_cost_ratio'), 'hired_share_of_own_percent', 'mart.window',
    numerator='hired_doctors_nurses_cost', denominator='own_personnel_cost',
    quality=explained_share_of_own, keep_explained=true
) }}
union all
{{ kpi_rows(
    'staff_turnover', ref('staff_turnover'), 'staff_turnover_percent', 'mart.window',
    numerator='leavers', denominator='average_headcount', quality='quality', keep_explained=true
) }}
union all
{{ kpi_rows(
    'staff_turnover_corrected', ref('staff_turnover'), 'staff_turnover_corrected_percent', 'mart.window',
    numerator='leavers_corrected', denominator='average_headcount', quality='quality', keep_explained=true
) }}
union all
{{ kpi_rows(
    'staff_turnover_lowest', ref('staff_turnover'), 'staff_turnover_lowest_percent', 'mart.window',
    numerator='least(leavers_corrected, joiners)', denominator='average_headcount', quality='quality', keep_explained=true
) }}
union all
{{ kpi_rows(
    'sick_leave', 'sick_leave', 'sick_leave_percent', 'mart.window', subject='subject',
    numerator='sick_hours', denominator='ordinary_hours',
    quality='case when sick_leave_percent is null then quality else fault_quality end', keep_explained=true
) }}
union all
{{ kpi_rows(
    'sick_leave_60_days', 'sick_leave', 'sick_leave_60_days_percent', 'mart.window', subject='subject',
    numerator='long_sick_hours', denominator='sick_hours', quality='quality', keep_explained=true
) }}
union all
{{ kpi_rows(
    'sick_leave_corrected_low', 'understated', 'corrected_low_percent', 'mart.window', subject='subject',
    quality='quality_of_correction', keep_explained=true
) }}
union all
{{ kpi_rows(
    'sick_leave_corrected_high', 'understated', 'corrected_high_percent', 'mart.window', subject='subject',
    quality='quality_of_correction', keep_explained=true
) }}
union all
{{ kpi_rows(
    'sick_leave_underreporting', ref('int_sick_leave_underreporting'), 'understated_percent', "'point_in_time'",
    subject='subject', period=month_label('reporting_month'), quality='quality'
) }}
