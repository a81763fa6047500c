-- A group asked for by name, because the measure is defined by it.
select
    accounting_period,
    organisation_code,
    actual_ytd as balance_ytd
from {{ ref('int_outcome_and_budget_window') }}
where is_outcome and account_group = 'assistive_devices_balance'
