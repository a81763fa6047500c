-- The cells that add up: the organisations below one and its rest to it, the parts of a measure to its total, and the
-- visits of the services whose digital share is followed to all visits, the digital ones and all of them.
with cell as (
    select distinct
        cell,
        measure,
        subject,
        organisation_code
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
    where total.subject = 'total' and part.subject <> 'total'
),

visits_followed as (
    select
        visits.cell as total,
        share.cell as part
    from cell as visits
    inner join cell as share
        on visits.organisation_code = share.organisation_code
    inner join {{ ref('int_care_series') }} as series
        on
            share.measure = series.measure
            and share.subject = series.subject
    where
        visits.measure = 'visits'
        and visits.subject in ('digital', 'total')
        and share.measure = 'digital_share'
        and series.extract_name = 'visit'
)

{% for name, rest, parted in [
    ('below ', 'rest of ', 'organisation_below'),
    ('parts of ', none, 'subject_of_total'),
    ('followed of ', 'not followed of ', 'visits_followed'),
] %}
select distinct
    '{{ name }}' || total as line,
    total as cell
from {{ parted }}

union all

select
    '{{ name }}' || total as line,
    part as cell
from {{ parted }}

{% if rest %}
union all

select distinct
    '{{ name }}' || total as line,
    '{{ rest }}' || total as cell
from {{ parted }}
{% endif %}

{% if not loop.last %}union all{% endif %}
{% endfor %}
