-- The groups of the seed, and above them the result: everything that is not on the balance sheet.
select
    'total' as account_group,
    cast(null as {{ dbt.type_string() }}) as parent_account_group,
    'result' as account_class,
    'Resultat' as account_group_name_sv,
    0 as sort_order

union all

select
    account_group,
    case
        when parent_account_group is not null then parent_account_group
        when account_class <> 'balance' then 'total'
    end as parent_account_group,
    account_class,
    name_sv as account_group_name_sv,
    sort_order
from {{ ref('account_group') }}
