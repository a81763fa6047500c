-- Who has an employment of the same form in the organisation on the day after has not left it. Who has one of the other
-- form there has left by the published definition, and has stayed by the corrected one.
with last_known_month as (
    select max(accounting_period) as last_month
    from {{ ref('int_month') }}
),

ended as (
    select
        employment_number,
        person,
        form_of_employment,
        cost_centre,
        {{ month_of('employed_to') }} as reporting_month,
        {{ add_days(1, 'employed_to') }} as next_day
    from {{ ref('int_turnover_employment') }}
    where employed_to is not null
),

left_behind as (
    select
        ended.employment_number,
        ended.person,
        ended.reporting_month,
        tree.organisation_code
    from ended
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            ended.reporting_month = tree.accounting_period
            and ended.cost_centre = tree.cost_centre
),

-- Beyond the last month of the tree it is taken to stand as it stood then.
stayed as (
    select
        ended.employment_number,
        tree.organisation_code,
        max(
            case when next_employment.form_of_employment = ended.form_of_employment then 1 else 0 end
        ) = 1 as in_same_form
    from ended
    cross join last_known_month
    inner join {{ ref('int_turnover_employment') }} as next_employment
        on
            ended.person = next_employment.person
            and {{ is_valid_on('ended.next_day', 'next_employment.employed_from', 'next_employment.employed_to') }}
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            least({{ month_of('ended.next_day') }}, last_known_month.last_month) = tree.accounting_period
            and next_employment.cost_centre = tree.cost_centre
    group by ended.employment_number, tree.organisation_code
)

select
    left_behind.reporting_month,
    left_behind.organisation_code,
    left_behind.employment_number,
    left_behind.person,
    stayed.organisation_code is not null as stayed_in_other_form
from left_behind
left join stayed
    on
        left_behind.employment_number = stayed.employment_number
        and left_behind.organisation_code = stayed.organisation_code
where not coalesce(stayed.in_same_form, false)
