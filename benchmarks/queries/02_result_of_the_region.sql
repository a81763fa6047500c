-- Vad är regionens resultat hittills i år, och hur avviker det från budget?
-- What is the region's result so far this year, and how far is it from the budget?
select
    actual_ytd,
    budget_ytd,
    deviation_ytd
from income_statement
where organisation_code = 'RH' and period = '2024-11'
