-- A share is divided, a flow is counted over a window, a stock is counted at the end of a month.
{% set shares = {
    'share_within_time': ref('int_share_within_time'),
    'digital_share': ref('int_digital_share'),
    'phone_contact_same_day': ref('int_phone_contact_same_day'),
    'dental_exams_on_time': ref('int_dental_exams_on_time'),
} %}
{% set flows = {
    'production': ref('int_radiology_production'),
    'visits': ref('int_visits'),
    'chats_started': ref('int_chats_started'),
    'orthodontic_new_patients': ref('int_orthodontic_new_patients'),
} %}
{% set stocks = {'listed_patients': ref('int_listed_patients')} %}

{% for measure, model in shares.items() %}
select
    '{{ measure }}' as measure,
    'share' as measure_kind,
    extract_name,
    subject,
    care_unit,
    reporting_month,
    numerator,
    denominator
from {{ model }}

union all
{% endfor %}

{% for kind, models in [('flow', flows), ('stock', stocks)] %}
{% set last_kind = loop.last %}
{% for measure, model in models.items() %}
select
    '{{ measure }}' as measure,
    '{{ kind }}' as measure_kind,
    extract_name,
    subject,
    care_unit,
    reporting_month,
    volume as numerator,
    cast(null as bigint) as denominator
from {{ model }}
{% if not (last_kind and loop.last) %}union all{% endif %}
{% endfor %}
{% endfor %}
