{# Whether a value reaches the target that holds; null where there is no value or no target.
   target: the alias of a row of int_target. #}
{% macro is_attained(value, target) -%}
    case {{ target }}.direction
        when 'at_least' then {{ value }} >= {{ target }}.value
        when 'at_most' then {{ value }} <= {{ target }}.value
    end
{%- endmacro %}
