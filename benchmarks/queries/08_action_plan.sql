-- Vilka åtgärder är beslutade, och vad ger de i år och nästa år?
-- Which actions are decided, and what do they yield this year and the next?
select
    organisation.name_sv as organisation,
    action_plan.action_text,
    action_plan.decided,
    action_plan.effect_year,
    action_plan.effect_next_year,
    action_plan.effect_status
from action_plan
inner join organisation
    on action_plan.organisation_code = organisation.organisation_code
where action_plan.period = '2024-02'
order by organisation.sort_order, action_plan.plan_year, action_plan.action_code
