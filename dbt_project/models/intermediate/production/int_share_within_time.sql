-- What is in time is decided by the models that are united here.
{% set decided_in = {
    'laboratory_answer': ref('int_answer_in_time'),
    'waiting_list': ref('int_wait_in_time'),
    'ambulance_assignment': ref('int_arrival_in_time'),
    'patient_transport': ref('int_transport_lying'),
    'call': ref('int_call_answered'),
} %}

{% for extract_name, model in decided_in.items() %}
select
    '{{ extract_name }}' as extract_name,
    subject,
    care_unit,
    reporting_month,
    numerator,
    denominator
from {{ model }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
