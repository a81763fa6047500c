-- Who has an employment of either form in the organisation on the day before does not join it.
with first_month as (
    select min(reporting_month) as first_month
    from {{ ref('int_workforce_month') }}
),

begun as (
    select
        employment_number,
        person,
        cost_centre,
        {{ month_of('employed_from') }} as reporting_month,
        {{ add_days(-1, 'employed_from') }} as previous_day
    from {{ ref('int_turnover_employment') }}
),

entered as (
    select
        begun.employment_number,
        begun.person,
        begun.reporting_month,
        tree.organisation_code
    from begun
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            begun.reporting_month = tree.accounting_period
            and begun.cost_centre = tree.cost_centre
),

-- Before the first month the tree is taken to stand as it stood then.
was_there as (
    select distinct
        begun.employment_number,
        tree.organisation_code
    from begun
    cross join first_month
    inner join {{ ref('int_turnover_employment') }} as previous_employment
        on
            begun.person = previous_employment.person
            and {{ is_valid_on(
                'begun.previous_day', 'previous_employment.employed_from', 'previous_employment.employed_to'
            ) }}
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            greatest({{ month_of('begun.previous_day') }}, first_month.first_month) = tree.accounting_period
            and previous_employment.cost_centre = tree.cost_centre
)

select
    entered.reporting_month,
    entered.organisation_code,
    entered.employment_number,
    entered.person
from entered
left join was_there
    on
        entered.employment_number = was_there.employment_number
        and entered.organisation_code = was_there.organisation_code
where was_there.organisation_code is null
