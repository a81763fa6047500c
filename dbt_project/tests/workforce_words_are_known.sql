-- Every word of the HR system that staging translates has a translation: a form of employment, sex, cause or category
-- that is new would otherwise drop out of the measures unseen.
{{ after_reconciliation() }}

with translated as (
    select
        'employment' as extract_name,
        'form_of_employment' as column_name,
        employment_number as offender,
        form_of_employment as word
    from {{ ref('stg_hr__employment') }}

    union all

    select
        'employment' as extract_name,
        'sex' as column_name,
        employment_number as offender,
        sex as word
    from {{ ref('stg_hr__employment') }}

    union all

    select
        'absence' as extract_name,
        'cause' as column_name,
        absence_number as offender,
        cause as word
    from {{ ref('stg_hr__absence') }}

    union all

    select
        'hired_staff' as extract_name,
        'category' as column_name,
        cost_centre || ' ' || {{ month_label('reporting_month') }} as offender,
        category as word
    from {{ ref('stg_hr__hired_staff') }}
)

select
    extract_name,
    column_name,
    offender,
    'its word in this column has no translation in staging' as finding
from translated
where word is null
