-- The one pass over the voucher rows: everything else is built from this small table.
select
    accounting_period,
    cost_centre,
    account,
    {{ sum_of_money('amount') }} as amount
from {{ ref('stg_ledger__voucher_row') }}
group by accounting_period, cost_centre, account
