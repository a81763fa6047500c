{{ config(enabled=target.type != 'duckdb') }}
-- What the contracts of the marts promise, where the engine does not enforce it: each constraint that a row breaks.
{% set marts = [
    ref('mart_account_group'), ref('mart_organisation'), ref('mart_subject'), ref('mart_measure_term'), ref('measure'),
    ref('accessibility'), ref('action_plan'), ref('budget_deviation'), ref('contribution'), ref('cost_development'),
    ref('forecast'), ref('forecast_proposal'), ref('income_statement'), ref('investment'), ref('kpi'),
    ref('production'), ref('published_reconciliation'), ref('revenue_development'), ref('sick_leave'),
    ref('staff_turnover'), ref('staffing_cost_ratio'), ref('voucher_row'),
] %}
with finding as (
    {% for mart in contracted_models(marts) %}
    {% set relation = mart.schema ~ '.' ~ mart.alias %}
    select
        '{{ relation }}' as mart,
        concat_ws(
            '; '
            {%- for name, condition in promises(mart).items() %},
            max(case when not ({{ condition }}) then '{{ name | replace("'", "") }}' end)
            {%- endfor %}
        ) as broken
    from {{ relation }}
    {% for key in mart.constraints if key.type == 'primary_key' %}
    union all

    select
        '{{ relation }}' as mart,
        'rows of one key: ' || count(*) as broken
    from {{ relation }}
    group by {{ in_the_quotes_of_the_engine(key.columns | join(', ')) }}
    having count(*) > 1
    {% endfor %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from finding
where broken <> ''
