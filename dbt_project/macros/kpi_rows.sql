{# One column of a domain mart as rows of marts.kpi. The measure is a name, or mart.measure where the mart has it as
   a column. A value that does not exist has no row; with keep_explained it has one where the quality says why.
   Every argument after the column is an expression over the mart, which goes by the name of mart. #}
{% macro kpi_rows(
    measure, relation, column, window,
    subject="'total'", period='period', numerator='null', denominator='null', quality='null', condition='true',
    keep_explained=false
) -%}
select
    {{ measure if measure.startswith('mart.') else "'" ~ measure ~ "'" }} as measure,
    organisation_code,
    {{ subject }} as subject,
    {{ period }} as period,
    {{ window }} as {{ adapter.quote('window') }},
    cast({{ column }} as decimal(28, 10)) as value,
    cast({{ numerator }} as decimal(28, 10)) as numerator,
    cast({{ denominator }} as decimal(28, 10)) as denominator,
    cast({{ quality }} as {{ dbt.type_string() }}) as quality
from {{ relation }} as mart
where
    {{ condition }}
    and {% if keep_explained %}({{ column }} is not null or {{ quality }} is not null)
        {%- else %}{{ column }} is not null{% endif %}
{%- endmacro %}

{# The columns of a development mart as rows of marts.kpi; class is cost or revenue. #}
{% macro development_kpi_rows(class, relation) -%}
{%- set previous = 'actual_ytd_previous_year' -%}
{{ kpi_rows(class, relation, 'actual_ytd', "'ytd'") }}
union all
{{ kpi_rows(class ~ '_change', relation, 'change', "'ytd'") }}
union all
{{ kpi_rows(class ~ '_budget', relation, 'budget_ytd', "'ytd'") }}
union all
{{ kpi_rows(class ~ '_budget_deviation', relation, 'budget_deviation', "'ytd'") }}
union all
{{ kpi_rows(
    class ~ '_development', relation, 'development_percent', "'ytd'",
    numerator='change', denominator=previous
) }}
union all
{{ kpi_rows(
    class ~ '_budgeted_development', relation, 'budgeted_development_percent', "'ytd'",
    numerator='budget_ytd - ' ~ previous, denominator=previous
) }}
union all
{{ kpi_rows(
    class ~ '_development_deviation', relation, 'development_deviation_percent', "'ytd'",
    numerator='budget_deviation', denominator='abs(' ~ previous ~ ')'
) }}
{%- endmacro %}
