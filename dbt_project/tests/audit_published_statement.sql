-- What the documents say in words about the figures, computed like them.
with figure as (
    select
        max(case when figure_id = 'adh.revenue_development.actual_ytd' then computed_value end) as revenue,
        max(case when figure_id = 'adh.cost_development.actual_ytd' then -computed_value end) as cost,
        max(case when figure_id = 'adh.forecast_text.ambulance' then computed_value end) as ambulance_forecast,
        max(case when figure_id = 'adh.forecast_text.ambulance' then published_value end) as ambulance_printed,
        max(case when figure_id = 'adh.previous_year.ambulance' then computed_value end) as ambulance_2023,
        max(case when figure_id = 'adh.forecast_text.radiology' then published_value end) as radiology_printed,
        max(case when figure_id = 'adh.previous_year.radiology' then computed_value end) as radiology_2023,
        sum(case when measure = 'action_effect' and organisation_code = 'ADH-AS-AMB' then computed_value end)
            as ambulance_effects,
        sum(case when measure = 'action_effect' and organisation_code = 'ADH-MD-RTG' then computed_value end)
            as radiology_effects
    from {{ ref('published_reconciliation') }}
),

statement as (
    select
        'half of the administration is funded by revenue' as statement,
        {{ round_half_away_from_zero('revenue / cost', 1) }} as computed,
        0.5 as stated
    from figure

    union all

    select
        'the deficit of the ambulance is halved against 2023' as statement,
        {{ round_half_away_from_zero('ambulance_forecast / ambulance_2023', 1) }} as computed,
        0.5 as stated
    from figure

    union all

    select
        'the deficit of the ambulance in 2023 and the effects of its actions give its forecast' as statement,
        {{ round_half_away_from_zero('ambulance_2023 + ambulance_effects', 0) }} as computed,
        ambulance_printed as stated
    from figure

    union all

    select
        'the deficit of radiology in 2023 and the effects of its actions give its forecast' as statement,
        {{ round_half_away_from_zero('radiology_2023 + radiology_effects', 0) }} as computed,
        radiology_printed as stated
    from figure
)

select * from statement
where computed is distinct from stated
