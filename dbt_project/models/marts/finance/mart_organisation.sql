{{ config(alias='organisation') }}
-- Called organisation in the database; dbt knows the seed by that name already.
select
    organisation_code,
    parent_organisation_code,
    level,
    name_sv,
    valid_from,
    valid_to,
    sort_order
from {{ ref('organisation') }}
