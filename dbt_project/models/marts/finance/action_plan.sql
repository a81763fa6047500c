select
    organisation_code,
    {{ year_label('plan_year') }} as plan_year,
    {{ month_label('reporting_month') }} as period,
    action_code,
    subject,
    action_text_sv as action_text,
    is_decided as decided,
    effect_year,
    effect_next_year,
    case
        when effect_year is null or effect_next_year is null then 'unknown'
        else 'known'
    end as effect_status
from {{ ref('int_action') }}
where is_lowest
