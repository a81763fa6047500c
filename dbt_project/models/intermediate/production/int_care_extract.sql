-- A month that an extract has rows of was delivered.
{% for extract_name in care_extracts() %}
select distinct
    '{{ extract_name }}' as extract_name,
    reporting_month
from {{ ref('stg_care__' ~ extract_name) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
