-- Counterparty and free text stay in raw: nothing here needs them, and they may name a person.
select
    voucher,
    voucher_row,
    voucher_type,
    accounting_period,
    voucher_date,
    booked_date,
    cost_centre,
    account,
    corrected_voucher,
    amount,
    line_number
from {{ source('raw', 'general_ledger') }}
