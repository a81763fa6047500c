-- Each stands at the organisation that its cost centre belongs to in the month of the report. What is unknown
-- contributes nothing: it is no 0.
with grant_of_month as (
    select
        'budget_grant' as part,
        month.accounting_period as month_of_tree,
        {{ month_label('month.accounting_period') }} as period,
        budget_grant.cost_centre,
        budget_grant.grant_text_sv as name_sv,
        coalesce(subject.subject, budget_grant.grant_code) as subject,
        'budget_grant' as extract_name,
        budget_grant.budget_year as delivery_period,
        budget_grant.amount
    from {{ ref('stg_planning__budget_grant') }} as budget_grant
    inner join {{ ref('int_month') }} as month
        on
            budget_grant.budget_year = month.accounting_year
            and budget_grant.known_from <= month.accounting_period
    left join {{ ref('subject') }} as subject
        on
            budget_grant.grant_code = subject.source_code
            and subject.extract = 'budget_grant'
),

{% set amounts = ['budget_amount', 'forecast_amount', 'carry_over_amount'] %}
investment as (
    {% for amount in amounts %}
    select
        'investment_{{ amount | replace("_amount", "") }}' as part,
        reporting_month as month_of_tree,
        {{ month_label('reporting_month') }} as period,
        cost_centre,
        project_name_sv as name_sv,
        project as subject,
        'investment' as extract_name,
        reporting_month as delivery_period,
        {{ amount }} as amount
    from {{ ref('stg_planning__investment') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

claim as (
    select
        'unpaid_reimbursement' as part,
        claim.earned_month as month_of_tree,
        {{ month_label('claim.earned_month') }} as period,
        claim.cost_centre,
        claim.vaccine as name_sv,
        coalesce(subject.subject, claim.vaccine) as subject,
        'vaccination_claim' as extract_name,
        claim.earned_month as delivery_period,
        claim.amount
    from {{ ref('stg_reimbursement__vaccination_claim') }} as claim
    left join {{ ref('subject') }} as subject
        on
            claim.vaccine = subject.source_code
            and subject.extract = 'vaccination_claim'
    where claim.paid_date is null or claim.paid_date > {{ dbt.last_day('claim.earned_month', 'month') }}
),

{% set effects = [
    ('action_effect', month_label('reporting_month'), 'effect_year', 'plan_year < reporting_year'),
    ('action_plan_effect', month_label('reporting_month'), 'effect_year', 'plan_year = reporting_year'),
    ('action_plan_effect', year_label('reporting_year'), 'effect_year', 'plan_year = reporting_year and is_latest_report'),
    (
        'action_plan_effect', year_label(add_months(12, 'reporting_year')), 'effect_next_year',
        'plan_year = reporting_year and is_latest_report'
    ),
] %}
action_effect as (
    {% for part, period, effect, condition in effects %}
    select
        '{{ part }}' as part,
        reporting_month as month_of_tree,
        {{ period }} as period,
        cost_centre,
        action_text_sv as name_sv,
        subject,
        'action_plan' as extract_name,
        reporting_month as delivery_period,
        {{ effect }} as amount
    from {{ ref('int_action') }}
    where is_lowest and {{ effect }} is not null and {{ condition }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

planned as (
    select * from grant_of_month
    union all
    select * from investment
    union all
    select * from claim
    union all
    select * from action_effect
)

select
    planned.part,
    planned.period,
    tree.organisation_code,
    planned.cost_centre,
    '-' as account,
    planned.name_sv,
    '-' as account_group,
    planned.subject,
    planned.extract_name,
    planned.delivery_period,
    {{ sum_of_money('planned.amount') }} as amount,
    count(*) as source_rows
from planned
inner join {{ ref('int_cost_centre_organisation') }} as tree
    on
        planned.month_of_tree = tree.accounting_period
        and planned.cost_centre = tree.cost_centre
where tree.is_lowest
group by
    planned.part,
    planned.period,
    tree.organisation_code,
    planned.cost_centre,
    planned.name_sv,
    planned.subject,
    planned.extract_name,
    planned.delivery_period
