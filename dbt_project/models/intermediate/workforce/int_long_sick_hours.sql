-- The hours of spells that become long, by when they do: so a window can count those that are long when it ends.
with by_cost_centre as (
    select
        sick.reporting_month,
        sick.long_from_month,
        employment.cost_centre,
        employment.sex,
        employment.age_group,
        sum(sick.sick_hours) as sick_hours
    from {{ ref('int_sick_hours') }} as sick
    inner join {{ ref('int_scheduled_employment') }} as employment
        on
            sick.reporting_month = employment.reporting_month
            and sick.employment_number = employment.employment_number
    where sick.long_from_month is not null
    group by
        sick.reporting_month,
        sick.long_from_month,
        employment.cost_centre,
        employment.sex,
        employment.age_group
)

select
    by_cost_centre.reporting_month,
    by_cost_centre.long_from_month,
    tree.organisation_code,
    subject.subject,
    cast(sum(by_cost_centre.sick_hours) as decimal(28, 10)) as sick_hours
from by_cost_centre
inner join {{ ref('int_workforce_subject') }} as subject
    on
        by_cost_centre.sex = subject.sex
        and by_cost_centre.age_group = subject.age_group
inner join {{ ref('int_cost_centre_organisation') }} as tree
    on
        by_cost_centre.reporting_month = tree.accounting_period
        and by_cost_centre.cost_centre = tree.cost_centre
group by
    by_cost_centre.reporting_month,
    by_cost_centre.long_from_month,
    tree.organisation_code,
    subject.subject
