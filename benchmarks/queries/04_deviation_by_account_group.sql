-- Vilka kontogrupper gör Folktandvårdens avvikelse från januari?
-- Which account groups make the deviation of the dental service from January?
select
    account_group_name_sv,
    actual,
    budget,
    deviation
from budget_deviation
where organisation_code = 'NSVH-FTV' and period = '2024-11' and "window" = 'ytd' and deviation <> 0
order by deviation
