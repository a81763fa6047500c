-- A month that an extract has rows of was delivered.
{% set extracts = [
    'visit', 'waiting_list', 'laboratory_answer', 'radiology_examination', 'ambulance_assignment', 'patient_transport',
    'call', 'chat', 'booking', 'check_in', 'travel_allowance_application', 'listed_patients', 'dental_recall',
    'orthodontic_patient',
] %}

{% for extract_name in extracts %}
select distinct
    '{{ extract_name }}' as extract_name,
    reporting_month
from {{ ref('stg_care__' ~ extract_name) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
