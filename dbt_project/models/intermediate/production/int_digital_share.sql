{% set extracts = ['visit', 'check_in', 'booking', 'travel_allowance_application', 'care_unit'] %}
{{ built_by_month('reporting_month', extracts) }}
-- A visit is followed by the service of its unit; check-ins, bookings and applications are each one subject.
with event as (
    select
        'visit' as extract_name,
        unit.service as source_code,
        visit.care_unit,
        visit.reporting_month,
        visit.is_digital
    from {{ ref('stg_care__visit') }} as visit
    inner join {{ ref('stg_care__care_unit') }} as unit
        on visit.care_unit = unit.care_unit

    union all

    select
        'check_in' as extract_name,
        cast(null as {{ dbt.type_string() }}) as source_code,
        care_unit,
        reporting_month,
        is_mobile as is_digital
    from {{ ref('stg_care__check_in') }}

    union all

    select
        'booking' as extract_name,
        cast(null as {{ dbt.type_string() }}) as source_code,
        care_unit,
        reporting_month,
        is_web as is_digital
    from {{ ref('stg_care__booking') }}

    union all

    select
        'travel_allowance_application' as extract_name,
        cast(null as {{ dbt.type_string() }}) as source_code,
        care_unit,
        reporting_month,
        is_digital
    from {{ ref('stg_care__travel_allowance_application') }}
),

by_source_code as (
    select
        extract_name,
        source_code,
        care_unit,
        reporting_month,
        count(case when is_digital then 1 end) as numerator,
        count(*) as denominator
    from event
    where {{ is_unbuilt('reporting_month', extracts) }}
    group by extract_name, source_code, care_unit, reporting_month
)

select
    by_source_code.extract_name,
    subject.subject,
    by_source_code.care_unit,
    by_source_code.reporting_month,
    by_source_code.numerator,
    by_source_code.denominator
from by_source_code
inner join {{ ref('subject') }} as subject
    on
        by_source_code.extract_name = subject.extract
        and coalesce(by_source_code.source_code, '') = coalesce(subject.source_code, '')
inner join {{ ref('followed_subject') }} as followed
    on
        followed.measure = 'digital_share'
        and subject.subject = followed.subject
