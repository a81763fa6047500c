{# Where the engines differ: macros that dbt dispatches by adapter, each with what the others need of it. Everything else in
   this project is the same SQL on both. Not here: how dbt itself makes a table on DuckDB (materializations.sql). #}

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

{# What the Swedish clock on the wall shows at an instant; the clock is that of the session (profiles.yml). Spark's
   timestamp is an instant, and its time on a clock has a name of its own. #}
{% macro on_the_clock(instant) -%}
    {{ adapter.dispatch('on_the_clock')(instant) }}
{%- endmacro %}

{% macro default__on_the_clock(instant) -%}
    cast({{ instant }} as timestamp)
{%- endmacro %}

{% macro spark__on_the_clock(instant) -%}
    cast({{ instant }} as timestamp_ntz)
{%- endmacro %}

{# What the clock shows hours after the beginning of a day, whether it is changed that day or not. dbt's own dateadd counts
   in seconds on Spark, and an hour too much or too little on such a day. #}
{% macro clock_of_day(hours, day) -%}
    {{ adapter.dispatch('clock_of_day')(hours, day) }}
{%- endmacro %}

{% macro default__clock_of_day(hours, day) -%}
    {{ dbt.dateadd('hour', hours, day) }}
{%- endmacro %}

{% macro spark__clock_of_day(hours, day) -%}
    cast({{ day }} as timestamp_ntz) + make_dt_interval(0, {{ hours }})
{%- endmacro %}

{# Takes out of a table that is built by month the rows of the months to build. Parquet tables cannot delete rows, but
   leave out whole partitions. #}
{% macro forget_unbuilt(month, extracts, partition) -%}
    {{ adapter.dispatch('forget_unbuilt')(month, extracts, partition) }}
{%- endmacro %}

{% macro default__forget_unbuilt(month, extracts, partition) -%}
    delete from {{ this }} where {{ is_unbuilt(month, extracts) }}
{%- endmacro %}

{% macro spark__forget_unbuilt(month, extracts, partition) -%}
    {%- set found = run_query(
        'select distinct ' ~ partition ~ ' from ' ~ this ~ ' where ' ~ is_unbuilt(month, extracts)
    ) if execute else [] -%}
    {%- for row in found %}
        {%- do run_query('alter table ' ~ this ~ ' drop partition (' ~ partition ~ " = '" ~ row[0] ~ "')") -%}
    {%- endfor -%}
{%- endmacro %}

{# Before a build: the tables of ingest, under the names by which the models know them. Where the engine does not hold them
   itself, they are views over the files that ingest wrote for it (orchestration/ingest/lake.py). #}
{% macro present_extracts() -%}
    {{ adapter.dispatch('present_extracts')() }}
{%- endmacro %}

{% macro default__present_extracts() -%}
{%- endmacro %}

{% macro spark__present_extracts() -%}
    {%- if execute -%}
        {%- set home = run_query('set spark.followup.home')[0][1] -%}
        {# Each asks a file for its columns, which is why views that are there stay. #}
        {%- set create = 'create or replace view ' if flags.FULL_REFRESH else 'create view if not exists ' -%}
        {%- for schema in graph.sources.values() | map(attribute='schema') | unique -%}
            {%- do run_query('create schema if not exists ' ~ schema) -%}
        {%- endfor -%}
        {%- for source in graph.sources.values() -%}
            {%- set table = source.schema ~ '.' ~ source.name -%}
            {%- set files = home ~ '/' ~ source.schema ~ '/' ~ source.name -%}
            {%- do run_query(create ~ table ~ ' as select * from parquet.`' ~ files ~ '`') -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{# dbt's rows of seeds, as literals. Its adapter for Spark hands numbers on as floats, an empty value as the word None,
   and breaks at an apostrophe. #}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model.config.column_types -%}
    {%- for batch in agate_table.rows | batch(1000) -%}
        {% call statement() %}
            insert into {{ this }} values
            {%- for row in batch %}
            (
                {%- for value in row.values() -%}
                    {%- set column = agate_table.column_names[loop.index0] -%}
                    cast(
                    {%- if value is none -%} null
                    {%- else -%} '{{ value | string | replace("\\", "\\\\") | replace("'", "\\'") }}'
                    {%- endif %} as {{ types[column] }})
                    {{- ", " if not loop.last }}
                {%- endfor -%}
            ){{ "," if not loop.last }}
            {%- endfor %}
        {% endcall %}
    {%- endfor -%}
{%- endmacro %}
