{# The one assumption of the forecast proposal, so that what is proposed and what is back-tested are the same.
   Not here: what is proposed and tested (int_forecast_proposal, int_forecast_proposal_backtest). #}

{# By how much the coming months of a year deviate from their budget. A month deviates by the mean of two amounts: what a
   month of this year deviates so far, and what a month of R12 differs from a month of this year's budget. R12 is not
   held against its own budget, of which last year's part no longer holds. Halves, because nothing tells better.
   origin: the alias of a row with months_booked, deviation_ytd and r12_less_budget. #}
{% macro expected_deviation(origin, months) -%}
    {{ money_divided_by(
        '(12 * ' ~ origin ~ '.deviation_ytd + ' ~ origin ~ '.months_booked * ' ~ origin ~ '.r12_less_budget) * ' ~ months,
        '24 * ' ~ origin ~ '.months_booked'
    ) }}
{%- endmacro %}
