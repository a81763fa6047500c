-- Every code that staging translates is translated: one that a contract gains later must be added there, and is no
-- silent "other".
{{ after_reconciliation() }}

{% set translated = {
    'visit': 'is_digital',
    'patient_transport': 'is_lying_transport',
    'call': 'outcome',
    'booking': 'is_web',
    'check_in': 'is_mobile',
    'travel_allowance_application': 'is_digital',
} %}

{% for extract_name, column in translated.items() %}
select
    '{{ extract_name }}' as extract_name,
    '{{ column }}' as untranslated,
    reporting_month,
    count(*) as number_of_rows
from {{ ref('stg_care__' ~ extract_name) }}
where {{ column }} is null
group by reporting_month
{% if not loop.last %}union all{% endif %}
{% endfor %}
