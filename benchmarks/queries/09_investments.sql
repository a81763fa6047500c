-- Hur mycket av investeringsbudgeten är förbrukad, och vad väntas den räcka till?
-- How much of the investment budget is spent, and how far is it expected to go?
select
    organisation.name_sv as organisation,
    investment.budget,
    investment.booked_ytd,
    investment.forecast,
    investment.deviation,
    round(100 * investment.booked_ytd / nullif(investment.budget, 0), 1) as spent_percent
from investment
inner join organisation
    on investment.organisation_code = organisation.organisation_code
where investment.period = (select max(period) from investment)
order by organisation.sort_order
