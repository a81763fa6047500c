{{ config(alias='measure_term') }}
-- Called measure_term in the database; dbt knows the seed by that name already.
select
    measure,
    term,
    applies_to,
    role,
    sign,
    part,
    account_group,
    subjects,
    months,
    organisations
from {{ ref('measure_term') }}
