select
    account,
    account_name as account_name_sv
from {{ source('raw', 'chart_of_accounts') }}
