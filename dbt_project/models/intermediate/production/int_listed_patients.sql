-- The numbers delivered are added, by municipality and in total.
with by_subject as (
    select
        subject.subject,
        listed.care_unit,
        listed.reporting_month,
        listed.listed
    from {{ ref('stg_care__listed_patients') }} as listed
    inner join {{ ref('subject') }} as subject
        on
            subject.extract = 'listed_patients'
            and listed.municipality = subject.source_code

    union all

    select
        'total' as subject,
        care_unit,
        reporting_month,
        listed
    from {{ ref('stg_care__listed_patients') }}
)

select
    'listed_patients' as extract_name,
    subject,
    care_unit,
    reporting_month,
    cast(sum(listed) as bigint) as volume
from by_subject
group by subject, care_unit, reporting_month
