{# The number types of the warehouse and the few computations that every measure shares. #}

{# The sum of amounts in kronor and öre. Engines widen the type of a sum; money stays decimal(18,2). #}
{% macro sum_of_money(amount) -%}
    cast(sum({{ amount }}) as decimal(18, 2))
{%- endmacro %}

{# A quotient in floating point, as every engine has it; decimals each divides to other places. #}
{% macro quotient(numerator, denominator) -%}
    cast({{ numerator }} as double) / ({{ denominator }})
{%- endmacro %}

{# A share in percent, null where there is nothing to divide by. #}
{% macro percent(numerator, denominator) -%}
    cast({{ quotient('100 * (' ~ numerator ~ ')', 'nullif(' ~ denominator ~ ', 0)') }} as decimal(28, 10))
{%- endmacro %}

{# A value rounded half away from zero, which is how both documents print. #}
{% macro round_half_away_from_zero(value, decimals) -%}
    cast(case {{ decimals }}
        when 0 then round(cast({{ value }} as decimal(28, 10)), 0)
        when 1 then round(cast({{ value }} as decimal(28, 10)), 1)
        when 2 then round(cast({{ value }} as decimal(28, 10)), 2)
    end as decimal(28, 10))
{%- endmacro %}

{# One unit of the last printed place. #}
{% macro last_printed_place(decimals) -%}
    cast(case {{ decimals }} when 0 then 1 when 1 then 0.1 when 2 then 0.01 end as decimal(28, 10))
{%- endmacro %}

{# An amount divided by a number, rounded to öre half away from zero. It is divided in öre: in floating point
   half an öre is exact as 0.5 and not as 0.005. #}
{% macro money_divided_by(amount, divisor) -%}
    cast(
        cast(round({{ quotient('100 * (' ~ amount ~ ')', divisor) }}, 0) as decimal(18, 0)) * cast(0.01 as decimal(3, 2))
        as decimal(18, 2)
    )
{%- endmacro %}
