{# `dbt build` skips what is downstream of a failing test. The audit must be able to name the figures that fail,
   so no data test may stand before it: each one calls this, and then runs beside the reconciliation. #}
{% macro after_reconciliation() %}
-- depends on {{ ref('published_reconciliation') }}
{% endmacro %}
