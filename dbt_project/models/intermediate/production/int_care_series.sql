-- A series runs over the months of its extract, from the month in which it began to be followed.
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

delivered as (
    select
        extract_name,
        min(reporting_month) as first_month,
        max(reporting_month) as last_month
    from {{ ref('int_care_extract') }}
    group by extract_name
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
    series.extract_name,
    series.subject,
    coalesce(subject_name.subject_name_sv, 'Totalt') as subject_name_sv,
    followed.time_limit,
    followed.time_limit_unit,
    greatest(delivered.first_month, coalesce(followed.followed_from, delivered.first_month)) as first_month,
    delivered.last_month
from series
inner join delivered
    on series.extract_name = delivered.extract_name
left join {{ ref('followed_subject') }} as followed
    on
        series.measure = followed.measure
        and series.subject = followed.subject
left join subject_name
    on series.subject = subject_name.subject
