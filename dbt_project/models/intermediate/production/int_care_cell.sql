-- What is left of an organisation beyond those right below it can be had by subtraction: it is a cell too, though no
-- mart shows it. The history of a queue has no cells of its own: it stands or falls with the queue.
{% set largest_small = var('smallest_patient_cell') - 1 %}

with care as (
    select * from {{ ref('int_care_window') }} as care
    where care.window <> 'history'
),

below as (
    select
        care.measure,
        care.subject,
        organisation.parent_organisation_code,
        care.reporting_month,
        care.window,
        sum(care.numerator) as numerator,
        sum(care.denominator) as denominator
    from care
    inner join {{ ref('organisation') }} as organisation
        on care.organisation_code = organisation.organisation_code
    group by
        care.measure,
        care.subject,
        organisation.parent_organisation_code,
        care.reporting_month,
        care.window
),

piece as (
    select
        cell,
        true as is_published,
        numerator,
        denominator
    from care

    union all

    select
        'rest of ' || care.cell as cell,
        false as is_published,
        care.numerator - below.numerator as numerator,
        care.denominator - below.denominator as denominator
    from care
    inner join below
        on
            care.measure = below.measure
            and care.subject = below.subject
            and care.organisation_code = below.parent_organisation_code
            and care.reporting_month = below.reporting_month
            and care.window = below.window
)

select
    cell,
    is_published,
    cast(max(coalesce(denominator, numerator)) as bigint) as size,
    max(
        case
            when numerator between 1 and {{ largest_small }} then 1
            when denominator between 1 and {{ largest_small }} then 1
            when denominator - numerator between 1 and {{ largest_small }} then 1
            else 0
        end
    ) = 1 as is_small
from piece
group by cell, is_published
