{{ built_by_month("cast(period || '-01' as date)", ['general_ledger'], partition='period') }}
-- The rows that contributions of the ledger add up from. Counterparty and free text stay behind: they may name a
-- person.
select
    {{ month_label('accounting_period') }} as period,
    voucher,
    voucher_row,
    voucher_type,
    voucher_date,
    cost_centre,
    account,
    cast(-amount as decimal(18, 2)) as amount,
    corrected_voucher,
    line_number
from {{ ref('stg_ledger__voucher_row') }}
where {{ is_unbuilt('accounting_period', ['general_ledger']) }}
