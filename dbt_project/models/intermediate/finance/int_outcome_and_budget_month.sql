-- Report signs from here on: revenue positive, cost negative. The grid has every month, organisation
-- and account group, so that a window over rows is a window over months.
with bookings as (
    select
        accounting_period,
        cost_centre,
        account,
        -amount as actual,
        0 as budget
    from {{ ref('int_ledger_month') }}

    union all

    select
        accounting_period,
        cost_centre,
        account,
        0 as actual,
        -amount as budget
    from {{ ref('stg_planning__budget') }}
),

by_account_group as (
    select
        bookings.accounting_period,
        bookings.cost_centre,
        account.account_group,
        {{ sum_of_money('bookings.actual') }} as actual,
        {{ sum_of_money('bookings.budget') }} as budget
    from bookings
    inner join {{ ref('int_account') }} as account
        on bookings.account = account.account
    group by bookings.accounting_period, bookings.cost_centre, account.account_group
),

by_organisation as (
    select
        by_account_group.accounting_period,
        tree.organisation_code,
        by_account_group.account_group,
        {{ sum_of_money('by_account_group.actual') }} as actual,
        {{ sum_of_money('by_account_group.budget') }} as budget
    from by_account_group
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            by_account_group.accounting_period = tree.accounting_period
            and by_account_group.cost_centre = tree.cost_centre
    group by
        by_account_group.accounting_period,
        tree.organisation_code,
        by_account_group.account_group
),

at_every_level as (
    select
        by_organisation.accounting_period,
        by_organisation.organisation_code,
        tree.ancestor_account_group as account_group,
        {{ sum_of_money('by_organisation.actual') }} as actual,
        {{ sum_of_money('by_organisation.budget') }} as budget
    from by_organisation
    inner join {{ ref('int_account_group_tree') }} as tree
        on by_organisation.account_group = tree.account_group
    group by
        by_organisation.accounting_period,
        by_organisation.organisation_code,
        tree.ancestor_account_group
),

grid as (
    select
        month.accounting_period,
        month.accounting_year,
        month.is_outcome,
        organisation.organisation_code,
        account_group.account_group,
        account_group.account_class
    from {{ ref('int_month') }} as month
    inner join {{ ref('organisation') }} as organisation
        on {{ is_valid_on('month.accounting_period', 'organisation.valid_from', 'organisation.valid_to') }}
    cross join {{ ref('int_account_group') }} as account_group
)

select
    grid.accounting_period,
    grid.accounting_year,
    grid.is_outcome,
    grid.organisation_code,
    grid.account_group,
    grid.account_class,
    cast(coalesce(at_every_level.actual, 0) as decimal(18, 2)) as actual,
    cast(coalesce(at_every_level.budget, 0) as decimal(18, 2)) as budget
from grid
left join at_every_level
    on
        grid.accounting_period = at_every_level.accounting_period
        and grid.organisation_code = at_every_level.organisation_code
        and grid.account_group = at_every_level.account_group
