select
    action_plan.reporting_month,
    {{ first_month_of_year('action_plan.reporting_month') }} as reporting_year,
    action_plan.plan_year,
    action_plan.reporting_month = max(action_plan.reporting_month) over (
        partition by {{ first_month_of_year('action_plan.reporting_month') }}, action_plan.plan_year
    ) as is_latest_report,
    tree.organisation_code,
    tree.is_lowest,
    action_plan.cost_centre,
    action_plan.action_code,
    coalesce(subject.subject, action_plan.action_code) as subject,
    action_plan.action_text_sv,
    action_plan.is_decided,
    action_plan.effect_year,
    action_plan.effect_next_year
from {{ ref('stg_planning__action_plan') }} as action_plan
inner join {{ ref('int_cost_centre_organisation') }} as tree
    on
        action_plan.reporting_month = tree.accounting_period
        and action_plan.cost_centre = tree.cost_centre
left join {{ ref('subject') }} as subject
    on
        action_plan.action_code = subject.source_code
        and subject.extract = 'action_plan'
