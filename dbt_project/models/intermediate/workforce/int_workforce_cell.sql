-- A group that is small in any month is small in all, so that no difference over time gives it away. The rest of an
-- organisation, which lies in none of those below it, is not shown but can be computed. All groups of an organisation
-- have its size as a whole, so that both sexes, and all ages, are hidden behind the same other organisation.
with person as (
    select
        employment.reporting_month,
        tree.organisation_code,
        subject.subject,
        employment.person,
        max(case when tree.is_lowest then 1 else 0 end) as is_here_directly
    from {{ ref('int_scheduled_employment') }} as employment
    inner join {{ ref('int_workforce_subject') }} as subject
        on
            employment.sex = subject.sex
            and employment.age_group = subject.age_group
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            employment.reporting_month = tree.accounting_period
            and employment.cost_centre = tree.cost_centre
    group by employment.reporting_month, tree.organisation_code, subject.subject, employment.person
),

persons as (
    select
        reporting_month,
        organisation_code,
        subject,
        count(*) as persons,
        cast(sum(is_here_directly) as bigint) as persons_directly
    from person
    group by reporting_month, organisation_code, subject

    union all

    select
        reporting_month,
        organisation_code,
        'total' as subject,
        headcount as persons,
        headcount_directly as persons_directly
    from {{ ref('int_headcount') }}
),

cell as (
    select
        organisation_code,
        subject,
        organisation_code || ' ' || subject as cell,
        persons,
        true as is_published
    from persons

    union all

    select
        organisation_code,
        subject,
        'rest of ' || organisation_code || ' ' || subject as cell,
        persons_directly as persons,
        false as is_published
    from persons
)

select
    cell,
    organisation_code,
    subject,
    is_published,
    max(max(persons)) over (partition by organisation_code, is_published) as size,
    max(case when persons between 1 and {{ var('smallest_workforce_group') }} - 1 then 1 else 0 end) = 1 as is_small
from cell
group by cell, organisation_code, subject, is_published
having max(persons) > 0
