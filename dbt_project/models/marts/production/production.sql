-- The target is that of the growth, or of the share made in time.
with produced as (
    select
        *,
        {{ month_label('reporting_month') }} as period,
        case when measure_kind = 'share' then measure else 'production_growth' end as measure_of_target,
        case when measure_kind = 'share' then subject else growth_subject end as subject_of_target,
        case when measure_kind = 'share' then value end as on_time_percent,
        case when measure_kind = 'share' then value else growth_percent end as value_against_target
    from {{ ref('int_care_published') }}
    where measure in (
        'production', 'visits', 'chats_started', 'orthodontic_new_patients', 'listed_patients', 'dental_exams_on_time'
    )
)

select
    produced.organisation_code,
    produced.measure,
    produced.subject,
    series.subject_name_sv,
    series.extract_name as {{ adapter.quote('extract') }},
    produced.period,
    produced.window,
    produced.numerator as volume,
    produced.numerator_year_before as volume_previous_year,
    produced.growth_percent,
    produced.denominator as due,
    produced.on_time_percent,
    target.value as target,
    {{ is_attained('produced.value_against_target', 'target') }} as attained,
    produced.quality
from produced
inner join {{ ref('int_care_series') }} as series
    on
        produced.measure = series.measure
        and produced.subject = series.subject
left join {{ ref('int_target') }} as target
    on
        produced.measure_of_target = target.measure
        and produced.organisation_code = target.organisation_code
        and produced.subject_of_target = target.subject
        and produced.period = target.period
