{# What the models of care do alike. Not here: which rows a measure counts (its model). #}

{# The extracts of care that have a month; each has a staging model of its name. #}
{% macro care_extracts() %}
    {{ return([
        'visit', 'waiting_list', 'laboratory_answer', 'radiology_examination', 'ambulance_assignment',
        'patient_transport', 'call', 'chat', 'booking', 'check_in', 'travel_allowance_application', 'listed_patients',
        'dental_recall', 'orthodontic_patient',
    ]) }}
{% endmacro %}

{# The volume of an extract by care unit and month, for a table that is built by month: under the subject that its code stands for, and in the total.
   subjects: the extract under which subject.csv knows the code. volume: an aggregate over the rows. #}
{% macro volume_by_subject(extract_name, code, subjects, volume='count(*)') %}
with counted as (
    select
        {{ code }} as source_code,
        care_unit,
        reporting_month,
        {{ volume }} as volume
    from {{ ref('stg_care__' ~ extract_name) }}
    where {{ is_unbuilt('reporting_month', [extract_name]) }}
    group by {{ code }}, care_unit, reporting_month
),

by_subject as (
    select
        subject.subject,
        counted.care_unit,
        counted.reporting_month,
        counted.volume
    from counted
    inner join {{ ref('subject') }} as subject
        on
            subject.extract = '{{ subjects }}'
            and counted.source_code = subject.source_code

    union all

    select
        'total' as subject,
        care_unit,
        reporting_month,
        volume
    from counted
)

select
    '{{ extract_name }}' as extract_name,
    subject,
    care_unit,
    reporting_month,
    cast(sum(volume) as bigint) as volume
from by_subject
group by subject, care_unit, reporting_month
{% endmacro %}

{# The sum of a column over a window of months; unknown where the numerator of one of them is. #}
{% macro sum_if_all_known(column, months) -%}
    case when count(numerator) over {{ months }} = count(*) over {{ months }}
        then cast(sum({{ column }}) over {{ months }} as bigint)
    end
{%- endmacro %}
