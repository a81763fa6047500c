-- A group above others is the sum of the groups right below it, in every organisation, period and window.
{{ after_reconciliation() }}

with piece as (
    select
        deviation.account_group,
        account_group.parent_account_group,
        deviation.organisation_code || ' ' || deviation.period || ' ' || deviation.window as cell,
        deviation.actual,
        deviation.budget
    from {{ ref('budget_deviation') }} as deviation
    inner join {{ ref('int_account_group') }} as account_group
        on deviation.account_group = account_group.account_group
),

part as (
    select
        parent_account_group as node,
        'actual ' || cell as cell,
        actual as amount
    from piece
    where parent_account_group is not null

    union all

    select
        parent_account_group as node,
        'budget ' || cell as cell,
        budget as amount
    from piece
    where parent_account_group is not null
),

total as (
    select
        account_group as node,
        'actual ' || cell as cell,
        actual as amount
    from piece
    where account_group in (select parent.parent_account_group from piece as parent)

    union all

    select
        account_group as node,
        'budget ' || cell as cell,
        budget as amount
    from piece
    where account_group in (select parent.parent_account_group from piece as parent)
),

{{ parts_not_adding_up('total', 'part') }}
