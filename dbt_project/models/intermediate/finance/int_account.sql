select
    account.account,
    account.account_name_sv,
    mapping.account_group,
    account_group.account_class
from {{ ref('stg_ledger__account') }} as account
left join {{ ref('account_mapping') }} as mapping
    on account.account between mapping.account_from and mapping.account_to
left join {{ ref('account_group') }} as account_group
    on mapping.account_group = account_group.account_group
