{# The year-to-date amounts of a class of accounts against the year before and the budget, in report signs. #}
{% macro development(account_class) %}
with class_group as (
    select account_group
    from {{ ref('int_account_group') }}
    where account_class = '{{ account_class }}' and parent_account_group = 'total'
),

outcome as (
    select
        outcome_and_budget.organisation_code,
        outcome_and_budget.accounting_period,
        outcome_and_budget.actual_ytd,
        outcome_and_budget.budget_ytd
    from {{ ref('int_outcome_and_budget_window') }} as outcome_and_budget
    inner join class_group
        on outcome_and_budget.account_group = class_group.account_group
    where outcome_and_budget.is_outcome
),

compared as (
    select
        outcome.organisation_code,
        outcome.accounting_period,
        previous_year.actual_ytd as actual_ytd_previous_year,
        outcome.actual_ytd,
        outcome.budget_ytd
    from outcome
    left join outcome as previous_year
        on
            outcome.organisation_code = previous_year.organisation_code
            and outcome.accounting_period = {{ add_months(12, 'previous_year.accounting_period') }}
)

select
    organisation_code,
    {{ month_label('accounting_period') }} as period,
    actual_ytd_previous_year,
    actual_ytd,
    cast(actual_ytd - actual_ytd_previous_year as decimal(18, 2)) as change,
    budget_ytd,
    cast(actual_ytd - budget_ytd as decimal(18, 2)) as budget_deviation,
    {{ percent('actual_ytd - actual_ytd_previous_year', 'actual_ytd_previous_year') }} as development_percent,
    {{ percent('budget_ytd - actual_ytd_previous_year', 'actual_ytd_previous_year') }} as budgeted_development_percent,
    {{ percent('actual_ytd - budget_ytd', 'abs(actual_ytd_previous_year)') }} as development_deviation_percent
from compared
{% endmacro %}
