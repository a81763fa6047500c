{# How days are counted. Not here: months and years (period.sql). #}

{% macro add_days(days, day) -%}
    cast({{ dbt.dateadd("day", days, day) }} as date)
{%- endmacro %}

{# The first day of a day's month. #}
{% macro month_of(day) -%}
    cast({{ dbt.date_trunc("month", day) }} as date)
{%- endmacro %}
