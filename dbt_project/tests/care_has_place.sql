-- Every care row has an organisation in the tree as it stood in its month, and every code that decides what a row is
-- counted as is known to the seeds.
{{ after_reconciliation() }}

{% set coded = {
    'visit_form': ('visit', 'visit_form'),
    'waiting_list': ('waiting_list', 'waiting_for'),
    'radiology_examination': ('radiology_examination', 'funding'),
    'listed_patients': ('listed_patients', 'municipality'),
    'dental_recall': ('dental_recall', 'age_group'),
} %}

with used as (
    {% for extract_name in care_extracts() %}
    select distinct
        '{{ extract_name }}' as extract_name,
        reporting_month,
        care_unit
    from {{ ref('stg_care__' ~ extract_name) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

unplaced as (
    select
        used.extract_name,
        used.reporting_month,
        used.care_unit as offender,
        'no organisation stands above the unit: its cost centre is closed in this month or not in the tree' as finding
    from used
    left join {{ ref('stg_care__care_unit') }} as unit
        on used.care_unit = unit.care_unit
    left join {{ ref('int_cost_centre_organisation') }} as tree
        on
            used.reporting_month = tree.accounting_period
            and unit.cost_centre = tree.cost_centre
    where tree.organisation_code is null
),

named as (
    select distinct
        'care_unit' as extract_name,
        service as source_code
    from {{ ref('stg_care__care_unit') }}

    {% for extract_name, (table, code) in coded.items() %}
    union all

    select distinct
        '{{ extract_name }}' as extract_name,
        {{ code }} as source_code
    from {{ ref('stg_care__' ~ table) }}
    {% endfor %}
),

unknown_code as (
    select
        named.extract_name,
        cast(null as date) as reporting_month,
        named.source_code as offender,
        'the code has no subject: add it to subject.csv' as finding
    from named
    left join {{ ref('subject') }} as subject
        on
            named.extract_name = subject.extract
            and named.source_code = subject.source_code
    where subject.subject is null
),

-- Calls and visits are told apart by the service of their unit, so a code of theirs that no unit has counts nothing.
unknown_service as (
    select
        subject.extract as extract_name,
        cast(null as date) as reporting_month,
        subject.source_code as offender,
        'no service among the care units has this code' as finding
    from {{ ref('subject') }} as subject
    left join {{ ref('subject') }} as service
        on
            service.extract = 'care_unit'
            and subject.source_code = service.source_code
    where subject.extract in ('call', 'visit') and service.subject is null
),

not_measured as (
    select
        followed.measure as extract_name,
        cast(null as date) as reporting_month,
        followed.subject as offender,
        'nothing is counted for the subject: no code in subject.csv leads to it, or none of its rows was delivered'
            as finding
    from {{ ref('followed_subject') }} as followed
    left join {{ ref('int_care_series') }} as series
        on
            followed.measure = series.measure
            and followed.subject = series.subject
    where series.subject is null
)

select * from unplaced
union all
select * from unknown_code
union all
select * from unknown_service
union all
select * from not_measured
