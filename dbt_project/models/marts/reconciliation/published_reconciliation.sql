-- Every published figure beside what the warehouse computes on the same key, rounded once, last, and judged
-- as its qualifier says.
with figure as (
    select
        figure_id,
        kind,
        organisation as organisation_code,
        measure,
        coalesce(subject, 'total') as subject,
        period,
        figure.window,
        value as published_value,
        unit,
        decimals,
        qualifier
    from {{ ref('published_figure') }} as figure
),

-- A chart is complete when the table of measures has every month of every series: a value, or in its quality why not.
charted as (
    select
        drawn.figure_id,
        count(*) = count(kpi.measure) as is_complete,
        min(
            case
                when kpi.measure is null
                    then
                        drawn.measure || ' ' || drawn.organisation_code || ' ' || drawn.subject || ' ' || drawn.window
                        || ' ' || drawn.period
            end
        ) as first_gap
    from {{ ref('int_published_chart_month') }} as drawn
    left join {{ ref('kpi') }} as kpi
        on
            drawn.measure = kpi.measure
            and drawn.organisation_code = kpi.organisation_code
            and drawn.subject = kpi.subject
            and drawn.period = kpi.period
            and drawn.window = kpi.window
    group by drawn.figure_id
),

computed as (
    select
        figure.figure_id,
        figure.kind,
        figure.organisation_code,
        figure.measure,
        figure.subject,
        figure.period,
        figure.window,
        figure.published_value,
        figure.unit,
        figure.decimals,
        figure.qualifier,
        cast(
            kpi.value * case figure.unit
                when 'mnkr' then cast(0.000001 as decimal(7, 6))
                when 'tkr' then cast(0.001 as decimal(7, 6))
                else cast(1 as decimal(7, 6))
            end as decimal(28, 10)
        ) as computed_value,
        coalesce(charted.is_complete, false) as is_charted,
        charted.first_gap,
        kpi.measure is not null as is_held,
        measure.measure is not null as is_built
    from figure
    left join {{ ref('kpi') }} as kpi
        on
            figure.measure = kpi.measure
            and figure.organisation_code = kpi.organisation_code
            and figure.subject = kpi.subject
            and figure.period = kpi.period
            and figure.window = kpi.window
    left join charted
        on figure.figure_id = charted.figure_id
    left join {{ ref('measure') }} as measure
        on figure.measure = measure.measure
),

compared as (
    select
        computed.*,
        {{ round_half_away_from_zero('computed_value', 'decimals') }} as rounded_value,
        {{ last_printed_place('decimals') }} as last_printed_place,
        abs(computed_value - published_value) as distance
    from computed
)

select
    compared.figure_id,
    compared.kind,
    compared.organisation_code,
    compared.measure,
    compared.subject,
    compared.period,
    compared.window,
    compared.published_value,
    compared.unit,
    compared.decimals,
    compared.qualifier,
    compared.computed_value,
    compared.rounded_value,
    cast(compared.computed_value - compared.published_value as decimal(28, 10)) as difference,
    case
        when kind = 'chart' then case when is_charted then 'series' else 'missing' end
        -- A row without a number would still say that there is one.
        when kind = 'absent' and is_held then 'extra'
        -- That nothing is computed says something only of a measure that exists.
        when kind = 'absent' and is_built then 'agrees'
        when computed_value is null then 'missing'
        when
            case qualifier
                when 'exact' then rounded_value = published_value
                when 'approx' then distance <= last_printed_place
                when 'just_under'
                    then abs(computed_value) < abs(published_value) and distance <= last_printed_place
                when 'over' then computed_value > published_value
                when 'range_20_30' then computed_value between 20 and 30
            end
            then 'agrees'
        else 'differs'
    end as status,
    compared.first_gap
from compared
