with cell as (
    select distinct
        cell,
        measure,
        subject,
        organisation_code,
        case when care.window = 'r12' then 'r12' else 'month' end as cell_window
    from {{ ref('int_care_window') }} as care
    where care.window <> 'history'
),

organisation_below as (
    select
        above.cell as total,
        below.cell as part
    from cell as above
    inner join {{ ref('organisation') }} as organisation
        on above.organisation_code = organisation.parent_organisation_code
    inner join cell as below
        on
            organisation.organisation_code = below.organisation_code
            and above.measure = below.measure
            and above.subject = below.subject
            and above.cell_window = below.cell_window
),

subject_of_total as (
    select
        total.cell as total,
        part.cell as part
    from cell as total
    inner join cell as part
        on
            total.measure = part.measure
            and total.organisation_code = part.organisation_code
            and total.cell_window = part.cell_window
    where total.subject = 'total' and part.subject <> 'total'
)

select distinct
    'below ' || total as line,
    total as cell
from organisation_below

union all

select
    'below ' || total as line,
    part as cell
from organisation_below

union all

select distinct
    'below ' || total as line,
    'rest of ' || total as cell
from organisation_below

union all

select distinct
    'parts of ' || total as line,
    total as cell
from subject_of_total

union all

select
    'parts of ' || total as line,
    part as cell
from subject_of_total
