{# How months and years are computed and shown. Dates come in and go out as the first of a month. #}

{# A month as readers see it: '2024-02'. #}
{% macro month_label(month) -%}
    substring(cast({{ month }} as {{ dbt.type_string() }}), 1, 7)
{%- endmacro %}

{# A year as readers see it: '2024'. #}
{% macro year_label(month) -%}
    substring(cast({{ month }} as {{ dbt.type_string() }}), 1, 4)
{%- endmacro %}

{% macro add_months(months, month) -%}
    cast({{ dbt.dateadd("month", months, month) }} as date)
{%- endmacro %}

{% macro first_month_of_year(month) -%}
    cast({{ dbt.date_trunc("year", month) }} as date)
{%- endmacro %}

{# Whether a row valid from one day to another (open when null) holds on a day. #}
{% macro is_valid_on(day, valid_from, valid_to) -%}
    ({{ valid_from }} <= {{ day }} and ({{ valid_to }} is null or {{ valid_to }} >= {{ day }}))
{%- endmacro %}
