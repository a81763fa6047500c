-- Ledger signs, as delivered. A change on a cost centre that has no place in the tree has no organisation.
select
    change.delivery_id,
    change.extract_name,
    change.delivery_period,
    tree.organisation_code,
    account.account_group,
    {{ sum_of_money('change.old_amount') }} as old_amount,
    {{ sum_of_money('change.new_amount') }} as new_amount
from {{ ref('stg_deliveries__period_change') }} as change
left join {{ ref('int_cost_centre_organisation') }} as tree
    on
        change.delivery_period = tree.accounting_period
        and change.cost_centre = tree.cost_centre
left join {{ ref('int_account') }} as account
    on change.account = account.account
group by
    change.delivery_id,
    change.extract_name,
    change.delivery_period,
    tree.organisation_code,
    account.account_group
