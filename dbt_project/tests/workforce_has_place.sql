-- Whatever counts for the workforce has an organisation in the tree as it stood in its month, and a correction replaces
-- a registration of the same employment: where no month before is missing, in which that may have been registered.
{{ after_reconciliation() }}

with used as (
    select
        'scheduled_hours' as extract_name,
        reporting_month,
        cost_centre
    from {{ ref('int_scheduled_employment') }}

    union all

    select
        'employment' as extract_name,
        month.reporting_month,
        employment.cost_centre
    from {{ ref('int_workforce_month') }} as month
    inner join {{ ref('int_turnover_employment') }} as employment
        on {{ is_valid_on('month.last_day', 'employment.employed_from', 'employment.employed_to') }}

    union all

    select
        'hired_staff' as extract_name,
        reporting_month,
        cost_centre
    from {{ ref('stg_hr__hired_staff') }}
),

unplaced as (
    select distinct
        used.extract_name,
        used.reporting_month,
        used.cost_centre as offender,
        'no organisation stands above the cost centre in this month: closed, or nowhere in the tree' as finding
    from used
    left join {{ ref('int_cost_centre_organisation') }} as tree
        on
            used.reporting_month = tree.accounting_period
            and used.cost_centre = tree.cost_centre
    where tree.organisation_code is null
),

correction_of_nothing as (
    select
        'absence' as extract_name,
        cast(null as date) as reporting_month,
        correction.absence_number as offender,
        'it corrects a registration that does not exist or is of another employment' as finding
    from {{ ref('stg_hr__absence') }} as correction
    left join {{ ref('stg_hr__absence') }} as corrected
        on
            correction.corrected_absence = corrected.absence_number
            and correction.employment_number = corrected.employment_number
    where
        correction.corrected_absence is not null
        and corrected.absence_number is null
        and not exists (
            select 1 from {{ ref('int_workforce_month') }} as month
            where month.reporting_month < correction.reporting_month and not month.has_sick_leave
        )
)

select * from unplaced
union all
select * from correction_of_nothing
