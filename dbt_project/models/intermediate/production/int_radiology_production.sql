-- An examination counts under its funding and in the total.
with examined as (
    select
        funding,
        care_unit,
        reporting_month,
        count(*) as examinations
    from {{ ref('stg_care__radiology_examination') }}
    group by funding, care_unit, reporting_month
),

by_subject as (
    select
        subject.subject,
        examined.care_unit,
        examined.reporting_month,
        examined.examinations
    from examined
    inner join {{ ref('subject') }} as subject
        on
            subject.extract = 'radiology_examination'
            and examined.funding = subject.source_code

    union all

    select
        'total' as subject,
        care_unit,
        reporting_month,
        examinations
    from examined
)

select
    'radiology_examination' as extract_name,
    subject,
    care_unit,
    reporting_month,
    cast(sum(examinations) as bigint) as volume
from by_subject
group by subject, care_unit, reporting_month
