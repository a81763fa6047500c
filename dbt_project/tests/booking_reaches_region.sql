-- Every row of ledger and budget on an account of the income statement reaches the result of the region, to the öre,
-- and every month has rows of both. An account without a group counts: it must not drop out.
{{ after_reconciliation() }}

with booking as (
    select
        'actual' as node,
        accounting_period,
        account,
        -amount as amount
    from {{ ref('stg_ledger__voucher_row') }}

    union all

    select
        'budget' as node,
        accounting_period,
        account,
        -amount as amount
    from {{ ref('stg_planning__budget') }}
),

part as (
    select
        booking.node,
        {{ month_label('booking.accounting_period') }} as cell,
        booking.amount
    from booking
    inner join {{ ref('int_month') }} as month
        on booking.accounting_period = month.accounting_period
    left join {{ ref('int_account') }} as account
        on booking.account = account.account
    where month.is_outcome and account.account_class is distinct from 'balance'
),

region as (
    select
        deviation.period as cell,
        deviation.actual,
        deviation.budget
    from {{ ref('budget_deviation') }} as deviation
    inner join {{ ref('organisation') }} as organisation
        on deviation.organisation_code = organisation.organisation_code
    where
        organisation.parent_organisation_code is null
        and deviation.account_group = 'total'
        and deviation.window = 'month'
),

total as (
    select
        'actual' as node,
        cell,
        actual as amount
    from region

    union all

    select
        'budget' as node,
        cell,
        budget as amount
    from region
),

{{ parts_not_adding_up('total', 'part') }}
