{{ built_by_month('accounting_period', ['general_ledger']) }}
-- The one pass over the voucher rows: everything else is built from this small table.
select
    accounting_period,
    cost_centre,
    account,
    {{ sum_of_money('amount') }} as amount,
    count(*) as voucher_rows
from {{ ref('stg_ledger__voucher_row') }}
where {{ is_unbuilt('accounting_period', ['general_ledger']) }}
group by accounting_period, cost_centre, account
