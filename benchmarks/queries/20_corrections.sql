-- Hur stor del av årets bokföring har rättats, månad för månad?
-- What share of this year's bookings was corrected, month by month?
select
    period,
    count(*) as voucher_rows,
    count(corrected_voucher) as correcting_rows,
    round(100 * count(corrected_voucher) / count(*), 2) as correcting_percent,
    sum(abs(amount)) filter (where corrected_voucher is not null) as corrected_amount
from voucher_row
where period between '2024-01' and '2024-11'
group by period
order by period
