-- A share shows what it divides, a queue its length alone. The target is that of the month, whatever the window.
with followed as (
    select
        *,
        {{ month_label('reporting_month') }} as period
    from {{ ref('int_care_published') }}
    where measure in (
        'share_within_time', 'digital_share', 'phone_contact_same_day',
        'queue_length', 'queue_length_peak', 'queue_reduction'
    )
)

select
    followed.organisation_code,
    followed.measure,
    followed.subject,
    series.subject_name_sv,
    series.extract_name as {{ adapter.quote('extract') }},
    followed.period,
    followed.window,
    case when followed.measure_kind = 'share' then followed.numerator end as numerator,
    followed.denominator,
    followed.value,
    case when followed.measure_kind = 'share' then 'percent' else 'persons' end as unit,
    series.time_limit,
    series.time_limit_unit,
    target.value as target,
    {{ is_attained('followed.value', 'target') }} as attained,
    followed.quality
from followed
inner join {{ ref('int_care_series') }} as series
    on
        followed.measure = series.measure
        and followed.subject = series.subject
left join {{ ref('int_target') }} as target
    on
        followed.measure = target.measure
        and followed.organisation_code = target.organisation_code
        and followed.subject = target.subject
        and followed.period = target.period
