-- The result of an organisation is that of the organisations right below it and what is booked on cost centres
-- that hang directly on it, in every month.
{{ after_reconciliation() }}

with deviation as (
    select
        organisation_code,
        period,
        actual,
        budget
    from {{ ref('budget_deviation') }} as deviation
    where account_group = 'total' and deviation.window = 'month'
),

booking as (
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

direct as (
    select
        tree.organisation_code,
        {{ month_label('booking.accounting_period') }} as period,
        booking.actual,
        booking.budget
    from booking
    inner join {{ ref('int_account') }} as account
        on booking.account = account.account
    inner join {{ ref('int_month') }} as month
        on booking.accounting_period = month.accounting_period
    inner join {{ ref('int_cost_centre_organisation') }} as tree
        on
            booking.accounting_period = tree.accounting_period
            and booking.cost_centre = tree.cost_centre
    where account.account_class <> 'balance' and tree.is_lowest and month.is_outcome
),

piece as (
    select
        organisation.parent_organisation_code as node,
        deviation.period,
        deviation.actual,
        deviation.budget
    from deviation
    inner join {{ ref('organisation') }} as organisation
        on deviation.organisation_code = organisation.organisation_code
    where organisation.parent_organisation_code is not null

    union all

    select
        organisation_code as node,
        period,
        actual,
        budget
    from direct

    union all

    -- An organisation on which nothing is booked in a month adds up to 0 kr.
    select
        organisation_code as node,
        period,
        0 as actual,
        0 as budget
    from deviation
),

part as (
    select
        node,
        'actual ' || period as cell,
        actual as amount
    from piece

    union all

    select
        node,
        'budget ' || period as cell,
        budget as amount
    from piece
),

total as (
    select
        organisation_code as node,
        'actual ' || period as cell,
        actual as amount
    from deviation

    union all

    select
        organisation_code as node,
        'budget ' || period as cell,
        budget as amount
    from deviation
),

{{ parts_not_adding_up('total', 'part') }}
