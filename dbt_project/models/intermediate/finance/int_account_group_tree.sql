with recursive account_group as (
    select * from {{ ref('int_account_group') }}
),

upwards as (
    select
        account_group,
        account_group as ancestor_account_group
    from account_group

    union all

    select
        upwards.account_group,
        account_group.parent_account_group as ancestor_account_group
    from upwards
    inner join account_group
        on upwards.ancestor_account_group = account_group.account_group
    where account_group.parent_account_group is not null
)

select * from upwards
