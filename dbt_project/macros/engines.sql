{# Where the engines differ: macros that dbt dispatches by adapter, each with what the others need of it. #}

{# The `as` of a common table expression that the engine is to compute once. DuckDB otherwise plans each round of
   withheld_cells several times, and each of these its predecessor; others read `as` and need no word for it. #}
{% macro once_as() -%}
    {{ adapter.dispatch('once_as')() }}
{%- endmacro %}

{% macro default__once_as() -%}
    as
{%- endmacro %}

{% macro duckdb__once_as() -%}
    as materialized
{%- endmacro %}
