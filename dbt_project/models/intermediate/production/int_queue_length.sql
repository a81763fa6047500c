-- A patient who stands twice on a list, or on the lists of two units, is one patient of the organisation above them:
-- patients are counted in each organisation, not added up.
select
    subject.subject,
    tree.organisation_code,
    entry.reporting_month,
    count(distinct entry.patient) as queue_length
from {{ ref('stg_care__waiting_list') }} as entry
inner join {{ ref('subject') }} as subject
    on
        subject.extract = 'waiting_list'
        and entry.waiting_for = subject.source_code
inner join {{ ref('followed_subject') }} as followed
    on
        followed.measure = 'queue_length'
        and subject.subject = followed.subject
inner join {{ ref('stg_care__care_unit') }} as unit
    on entry.care_unit = unit.care_unit
inner join {{ ref('int_cost_centre_organisation') }} as tree
    on
        entry.reporting_month = tree.accounting_period
        and unit.cost_centre = tree.cost_centre
where entry.visit_date is null and entry.removed_date is null
group by subject.subject, tree.organisation_code, entry.reporting_month
