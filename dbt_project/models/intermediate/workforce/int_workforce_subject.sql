-- Each person counts in the total, with her sex and with her age.
with person_group as (
    select distinct
        sex,
        age_group
    from {{ ref('int_scheduled_employment') }}
)

select
    sex,
    age_group,
    'total' as subject
from person_group

union all

select
    sex,
    age_group,
    sex as subject
from person_group

union all

select
    sex,
    age_group,
    age_group as subject
from person_group
