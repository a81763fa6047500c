with measured as (
    select distinct
        measure,
        measure_kind,
        extract_name,
        subject
    from {{ ref('int_care_measure') }}
),

queue as (
    select distinct subject from {{ ref('int_queue_length') }}
),

series as (
    select * from measured

    union all

    select
        'queue_length' as measure,
        'stock' as measure_kind,
        'waiting_list' as extract_name,
        subject
    from queue

    union all

    select
        'queue_length_peak' as measure,
        'stock' as measure_kind,
        'waiting_list' as extract_name,
        subject
    from queue

    union all

    select
        'queue_reduction' as measure,
        'share' as measure_kind,
        'waiting_list' as extract_name,
        subject
    from queue
),

subject_name as (
    select
        subject,
        min(name_sv) as subject_name_sv
    from {{ ref('subject') }}
    group by subject
)

select
    series.measure,
    series.measure_kind,
    series.subject,
    coalesce(subject_name.subject_name_sv, 'Totalt') as subject_name_sv,
    followed.time_limit,
    followed.time_limit_unit,
    greatest(care_extract.first_month, coalesce(followed.followed_from, care_extract.first_month)) as first_month,
    care_extract.last_month
from series
inner join {{ ref('int_care_extract') }} as care_extract
    on series.extract_name = care_extract.extract_name
left join {{ ref('followed_subject') }} as followed
    on
        series.measure = followed.measure
        and series.subject = followed.subject
left join subject_name
    on series.subject = subject_name.subject
