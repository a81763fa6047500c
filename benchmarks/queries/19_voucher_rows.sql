-- Vilka verifikationsrader finns på ett kostnadsställe en månad, de största först?
-- Which voucher rows does a cost centre have in a month, the largest first?
select
    voucher_row.voucher_date,
    voucher_row.voucher,
    voucher_row.voucher_row,
    voucher_row.voucher_type,
    voucher_row.account,
    voucher_row.amount,
    publication_delivery.file,
    voucher_row.line_number
from voucher_row
inner join publication_delivery
    on
        publication_delivery.extract = 'general_ledger'
        and publication_delivery.in_force_until is null
        and voucher_row.period = strftime(publication_delivery.period, '%Y-%m')
where voucher_row.cost_centre = '314007' and voucher_row.period = '2024-11'
order by abs(voucher_row.amount) desc
limit 1000
