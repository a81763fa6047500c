-- A cell is one for all windows and periods: small in any of them, it is small. What is left of an organisation beyond
-- those right below it, and of its visits beyond those of the services whose digital share is followed, can be had by
-- subtraction: it is a cell too, though no mart shows it. The history of a queue stands or falls with the queue.
{% set largest_small = var('smallest_patient_cell') - 1 %}

with care as (
    select
        care.*,
        organisation.parent_organisation_code
    from {{ ref('int_care_window') }} as care
    left join {{ ref('organisation') }} as organisation
        on care.organisation_code = organisation.organisation_code
    where care.window <> 'history'
),

below as (
    select
        measure,
        subject,
        parent_organisation_code as organisation_code,
        reporting_month,
        care.window,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from care
    group by measure, subject, parent_organisation_code, reporting_month, care.window
),

visits_followed as (
    select
        care.organisation_code,
        care.reporting_month,
        care.window,
        sum(care.numerator) as digital,
        sum(care.denominator) as total
    from care
    inner join {{ ref('int_care_series') }} as series
        on
            care.measure = series.measure
            and care.subject = series.subject
    where care.measure = 'digital_share' and series.extract_name = 'visit'
    group by care.organisation_code, care.reporting_month, care.window
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
            and care.organisation_code = below.organisation_code
            and care.reporting_month = below.reporting_month
            and care.window = below.window

    union all

    select
        'not followed of ' || care.cell as cell,
        false as is_published,
        care.numerator - case care.subject when 'digital' then followed.digital else followed.total end as numerator,
        cast(null as bigint) as denominator
    from care
    inner join visits_followed as followed
        on
            care.organisation_code = followed.organisation_code
            and care.reporting_month = followed.reporting_month
            and care.window = followed.window
    where care.measure = 'visits' and care.subject in ('digital', 'total')
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
