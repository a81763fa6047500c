{# What `quality` says of a number that is not there, in the same words everywhere. #}

{% macro nothing_to_measure() -%}
    'nothing to measure in the window'
{%- endmacro %}

{% macro withheld_group() -%}
    'withheld: fewer than {{ var("smallest_workforce_group") }} persons would be shown or given away'
{%- endmacro %}

{% macro withheld_patients() -%}
    'withheld: fewer than {{ var("smallest_patient_cell") }} patients would be shown or given away'
{%- endmacro %}

{% macro not_delivered() -%}
    'not delivered: a month of the window is missing'
{%- endmacro %}
