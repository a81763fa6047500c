{# What `quality` says of a number that is not there, in the same words everywhere. #}

{% macro nothing_to_measure() -%}
    'nothing to measure in the window'
{%- endmacro %}

{% macro withheld_group() -%}
    'withheld: a small group, or one that would give a small group away'
{%- endmacro %}
