{# Tables that are built month by month: a month of which nothing new was delivered keeps its rows.
   Not here: which deliveries are not built yet (deliveries.unbuilt_period, which ingest keeps). #}

{# The configuration of such a table. Each of its rows must come from deliveries of its own month alone, and from
   snapshots. month: the first of the month, of its columns. extracts: those that it reads. partition: the column by which
   an engine of files keeps its months apart, where it is not the month itself. #}
{% macro built_by_month(month, extracts, partition=none) -%}
    {%- set partition = partition or month -%}
    {{ config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        partition_by=partition,
        pre_hook="{% if is_incremental() %}{{ forget_unbuilt(\"" ~ month ~ "\", " ~ extracts ~ ", \"" ~ partition ~ "\") }}{% endif %}"
    ) }}
{%- endmacro %}

{# Whether a row is of a month to build: of every month where the table is made, or a snapshot is new. #}
{% macro is_unbuilt(month, extracts) -%}
    {%- if is_incremental() -%}
    {%- set unbuilt = source('build_state', 'unbuilt_period') -%}
    {%- set names = "'" ~ extracts | join("', '") ~ "'" -%}
    (
        {{ month }} in (select period from {{ unbuilt }} where extract in ({{ names }}))
        or exists (select 1 from {{ unbuilt }} where extract in ({{ names }}) and period is null)
    )
    {%- else -%}
    true
    {%- endif -%}
{%- endmacro %}
