-- The columns of the marts of finance on the key of marts.kpi. Nothing is computed here.
{% set undecided_grant = "case when assumes_undecided_grant then 'assumes a grant that is not yet decided' end" %}
{% set undecided_carry_over
    = "case when assumes_undecided_carry_over then 'assumes a carry-over that is not yet decided' end" %}
{% set proposal = "concat_ws('; ', 'computed from the bookings, not the administration''s own forecast', quality)" %}

{{ kpi_rows('result', ref('budget_deviation'), 'actual', 'mart.window', condition="account_group = 'total'") }}
union all
{{ kpi_rows(
    'result_budget', ref('budget_deviation'), 'budget', 'mart.window',
    condition="account_group = 'total' and mart.window <> 'full_year'"
) }}
union all
{{ kpi_rows('result_budget', ref('income_statement'), 'budget_full_year', "'full_year'") }}
union all
{{ kpi_rows('budget_deviation', ref('budget_deviation'), 'deviation', 'mart.window', subject='account_group') }}
union all
{{ development_kpi_rows('cost', ref('cost_development')) }}
union all
{{ development_kpi_rows('revenue', ref('revenue_development')) }}
union all
{{ kpi_rows('result_forecast', ref('forecast'), 'forecast_full_year', "'full_year'", quality=undecided_grant) }}
union all
{{ kpi_rows(
    'forecast_deviation', ref('forecast'), 'forecast_deviation', "'full_year'",
    subject='subject', quality=undecided_grant
) }}
union all
{{ kpi_rows(
    'deficit_reduction', ref('forecast'), 'deficit_reduction_percent', "'full_year'",
    numerator='previous_year_deviation - forecast_deviation', denominator='previous_year_deviation',
    quality=undecided_grant
) }}
union all
{{ kpi_rows(
    'budget_grant', ref('int_budget_grant'), 'amount', "'full_year'",
    subject='subject', period=month_label('accounting_period'),
    quality="case when not is_decided then 'not yet decided' end"
) }}
union all
{{ kpi_rows(
    'result_forecast_proposal', ref('int_forecast_proposal'), 'proposal_full_year', "'full_year'",
    period=month_label('accounting_period'), condition="account_group = 'total'", quality=proposal
) }}
union all
{{ kpi_rows('action_effect', ref('int_action_effect'), 'effect', "'full_year'", subject='subject') }}
union all
{{ kpi_rows(
    'action_plan_effect', ref('int_action_plan_effect'), 'effect', "'full_year'",
    subject='subject', quality="case when leaves_out_unknown then 'leaves out effects that are unknown' end"
) }}
union all
{{ kpi_rows('investment_budget', ref('investment'), 'budget', "'full_year'") }}
union all
{{ kpi_rows('investment_forecast', ref('investment'), 'forecast', "'full_year'") }}
union all
{{ kpi_rows('investment_deviation', ref('investment'), 'deviation', "'full_year'") }}
union all
{{ kpi_rows('investment_booked', ref('investment'), 'booked_ytd', "'ytd'") }}
union all
{{ kpi_rows(
    'investment_carry_over', ref('investment'), 'carry_over', "'full_year'", quality=undecided_carry_over
) }}
union all
{{ kpi_rows(
    'investment_expected', ref('investment'), 'expected_volume', "'full_year'", quality=undecided_carry_over
) }}
union all
{{ kpi_rows(
    'assistive_devices_balance', ref('int_assistive_devices_balance'), 'balance_ytd', "'ytd'",
    subject="'assistive_devices'", period=month_label('accounting_period')
) }}
union all
{{ kpi_rows(
    'unpaid_reimbursement', ref('int_unpaid_reimbursement'), 'unpaid_amount', "'month'",
    subject='subject', period=month_label('earned_month')
) }}
