-- What the documents say in words about the figures (published_statement.csv): the numerators add up to the stated
-- value, or have the stated ratio to the denominators. What equals it does so once rounded; at least is said of what is
-- not rounded. Deficits are spoken of without their sign.
with part as (
    select
        statement.statement_id,
        statement.part,
        statement.comparison,
        statement.decimals,
        coalesce(statement.stated_value, case when statement.part = 'stated' then figure.published_value end)
            as stated_value,
        figure.computed_value
    from {{ ref('published_statement') }} as statement
    left join {{ ref('published_reconciliation') }} as figure
        on statement.figure_id = figure.figure_id
),

statement as (
    select
        statement_id,
        max(comparison) as comparison,
        max(decimals) as decimals,
        abs(max(stated_value)) as stated,
        sum(case when part = 'numerator' then computed_value end) as numerator,
        coalesce(sum(case when part = 'denominator' then computed_value end), 1) as denominator,
        sum(case when part <> 'stated' and computed_value is null then 1 else 0 end) as figures_not_computed
    from part
    group by statement_id
),

computed as (
    select
        statement_id,
        comparison,
        decimals,
        stated,
        abs({{ quotient('numerator', 'nullif(denominator, 0)') }}) as computed,
        figures_not_computed
    from statement
),

judged as (
    select
        statement_id,
        comparison,
        stated,
        computed,
        figures_not_computed,
        case comparison
            when 'equals' then {{ round_half_away_from_zero('computed', 'decimals') }} = stated
            when 'at_least' then computed >= stated
        end as holds
    from computed
)

select * from judged
where holds is distinct from true or figures_not_computed > 0
