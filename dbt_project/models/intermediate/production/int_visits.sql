-- A visit counts under its form and in the total, planned or not.
with made as (
    select
        visit_form,
        care_unit,
        reporting_month,
        count(*) as visits
    from {{ ref('stg_care__visit') }}
    group by visit_form, care_unit, reporting_month
),

by_subject as (
    select
        subject.subject,
        made.care_unit,
        made.reporting_month,
        made.visits
    from made
    inner join {{ ref('subject') }} as subject
        on
            subject.extract = 'visit_form'
            and made.visit_form = subject.source_code

    union all

    select
        'total' as subject,
        care_unit,
        reporting_month,
        visits
    from made
)

select
    'visit' as extract_name,
    subject,
    care_unit,
    reporting_month,
    cast(sum(visits) as bigint) as volume
from by_subject
group by subject, care_unit, reporting_month
