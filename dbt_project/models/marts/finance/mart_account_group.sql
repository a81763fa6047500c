{{ config(alias='account_group') }}
-- Called account_group in the database; dbt knows the seed by that name already.
select
    account_group,
    parent_account_group,
    account_class,
    account_group_name_sv as name_sv,
    sort_order
from {{ ref('int_account_group') }}
