-- A subject that an organisation has in any month it has in every month, with 0 hours where no one was scheduled. What
-- was not delivered is unknown, and no 0.
with sick as (
    select
        reporting_month,
        employment_number,
        sum(sick_hours) as sick_hours
    from {{ ref('int_sick_hours') }}
    group by reporting_month, employment_number
),

by_cost_centre as (
    select
        employment.reporting_month,
        employment.cost_centre,
        employment.sex,
        employment.age_group,
        sum(employment.ordinary_hours) as ordinary_hours,
        cast(coalesce(sum(sick.sick_hours), 0) as decimal(28, 10)) as sick_hours
    from {{ ref('int_scheduled_employment') }} as employment
    left join sick
        on
            employment.reporting_month = sick.reporting_month
            and employment.employment_number = sick.employment_number
    group by employment.reporting_month, employment.cost_centre, employment.sex, employment.age_group
),

-- Of what a faulty unit reports a known share is missing: the least and the most that it may have been.
corrected as (
    select
        by_cost_centre.reporting_month,
        by_cost_centre.cost_centre,
        by_cost_centre.sex,
        by_cost_centre.age_group,
        by_cost_centre.ordinary_hours,
        by_cost_centre.sick_hours,
        cast(
            {{ quotient(
                '100 * by_cost_centre.sick_hours', '100 - coalesce(understated.understated_from_percent, 0)'
            ) }} as decimal(28, 10)
        ) as corrected_low_hours,
        cast(
            {{ quotient(
                '100 * by_cost_centre.sick_hours', '100 - coalesce(understated.understated_to_percent, 0)'
            ) }} as decimal(28, 10)
        ) as corrected_high_hours,
        understated.quality
    from by_cost_centre
    left join {{ ref('int_understated_cost_centre') }} as understated
        on
            by_cost_centre.reporting_month = understated.reporting_month
            and by_cost_centre.cost_centre = understated.cost_centre
),

by_organisation as (
    select
        corrected.reporting_month,
        tree.organisation_code,
        subject.subject,
        sum(corrected.ordinary_hours) as ordinary_hours,
        sum(corrected.sick_hours) as sick_hours,
        sum(corrected.corrected_low_hours) as corrected_low_hours,
        sum(corrected.corrected_high_hours) as corrected_high_hours,
        max(corrected.quality) as quality
    from corrected
    inner join {{ ref('int_workforce_subject') }} as subject
        on
            corrected.sex = subject.sex
            and corrected.age_group = subject.age_group
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            corrected.reporting_month = tree.accounting_period
            and corrected.cost_centre = tree.cost_centre
    group by corrected.reporting_month, tree.organisation_code, subject.subject
),

series as (
    select distinct
        organisation_code,
        subject
    from by_organisation
),

grid as (
    select
        month.reporting_month,
        month.has_sick_leave,
        series.organisation_code,
        series.subject
    from {{ ref('int_workforce_month') }} as month
    cross join series
)

select
    grid.reporting_month,
    grid.organisation_code,
    grid.subject,
    case when grid.has_sick_leave then cast(coalesce(by_organisation.ordinary_hours, 0) as decimal(28, 10)) end
        as ordinary_hours,
    case when grid.has_sick_leave then cast(coalesce(by_organisation.sick_hours, 0) as decimal(28, 10)) end
        as sick_hours,
    case when grid.has_sick_leave then cast(coalesce(by_organisation.corrected_low_hours, 0) as decimal(28, 10)) end
        as corrected_low_hours,
    case when grid.has_sick_leave then cast(coalesce(by_organisation.corrected_high_hours, 0) as decimal(28, 10)) end
        as corrected_high_hours,
    by_organisation.quality
from grid
left join by_organisation
    on
        grid.reporting_month = by_organisation.reporting_month
        and grid.organisation_code = by_organisation.organisation_code
        and grid.subject = by_organisation.subject
