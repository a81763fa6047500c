-- Who leaves, or joins, twice within the window counts once. Every organisation has every window, with 0 where no one
-- came or went.
with twelve_months as (
    select
        reporting_month,
        first_month
    from {{ ref('int_workforce_window') }} as workforce_window
    where workforce_window.window = 'r12'
),

organisation as (
    select organisation_code from {{ ref('int_headcount') }}
    union distinct
    select organisation_code from {{ ref('int_leaving') }}
    union distinct
    select organisation_code from {{ ref('int_joining') }}
),

headcount as (
    select
        twelve_months.reporting_month,
        headcount.organisation_code,
        sum(headcount.headcount) as sum_of_headcounts
    from twelve_months
    inner join {{ ref('int_headcount') }} as headcount
        on headcount.reporting_month between twelve_months.first_month and twelve_months.reporting_month
    group by twelve_months.reporting_month, headcount.organisation_code
),

leaving as (
    select
        twelve_months.reporting_month,
        leaving.organisation_code,
        count(distinct leaving.person) as leavers,
        count(distinct case when not leaving.stayed_in_other_form then leaving.person end) as leavers_corrected
    from twelve_months
    inner join {{ ref('int_leaving') }} as leaving
        on leaving.reporting_month between twelve_months.first_month and twelve_months.reporting_month
    group by twelve_months.reporting_month, leaving.organisation_code
),

joining as (
    select
        twelve_months.reporting_month,
        joining.organisation_code,
        count(distinct joining.person) as joiners
    from twelve_months
    inner join {{ ref('int_joining') }} as joining
        on joining.reporting_month between twelve_months.first_month and twelve_months.reporting_month
    group by twelve_months.reporting_month, joining.organisation_code
)

select
    twelve_months.reporting_month,
    organisation.organisation_code,
    coalesce(leaving.leavers, 0) as leavers,
    coalesce(leaving.leavers_corrected, 0) as leavers_corrected,
    coalesce(joining.joiners, 0) as joiners,
    cast({{ quotient('coalesce(headcount.sum_of_headcounts, 0)', '12') }} as decimal(28, 10)) as average_headcount
from twelve_months
cross join organisation
left join headcount
    on
        twelve_months.reporting_month = headcount.reporting_month
        and organisation.organisation_code = headcount.organisation_code
left join leaving
    on
        twelve_months.reporting_month = leaving.reporting_month
        and organisation.organisation_code = leaving.organisation_code
left join joining
    on
        twelve_months.reporting_month = joining.reporting_month
        and organisation.organisation_code = joining.organisation_code
