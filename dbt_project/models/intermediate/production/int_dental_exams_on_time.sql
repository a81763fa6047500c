{{ built_by_month('reporting_month', ['dental_recall']) }}
-- The due day is in time. What has not been examined when its month ends is due and not made in time.
select
    'dental_recall' as extract_name,
    subject.subject,
    recall.care_unit,
    recall.reporting_month,
    count(case when recall.examined_date <= recall.due_date then 1 end) as numerator,
    count(*) as denominator
from {{ ref('stg_care__dental_recall') }} as recall
inner join {{ ref('subject') }} as subject
    on
        subject.extract = 'dental_recall'
        and recall.age_group = subject.source_code
where {{ is_unbuilt('recall.reporting_month', ['dental_recall']) }}
group by subject.subject, recall.care_unit, recall.reporting_month
