-- What the domains measure, each value with its unit and its target, and the targets themselves. Nothing is
-- computed here.
with measured as (
    select * from {{ ref('int_finance_kpi') }}
    union all
    select * from {{ ref('int_workforce_kpi') }}
    union all
    select * from {{ ref('int_production_kpi') }}
),

with_target as (
    select
        measured.measure,
        measured.organisation_code,
        measured.subject,
        measured.period,
        measured.window,
        measured.value,
        measure.unit,
        measured.numerator,
        measured.denominator,
        target.value as target,
        {{ is_attained('measured.value', 'target') }} as attained,
        measured.quality
    from measured
    left join {{ ref('measure') }} as measure
        on measured.measure = measure.measure
    left join {{ ref('int_target') }} as target
        on
            measured.measure = target.measure
            and measured.organisation_code = target.organisation_code
            and measured.subject = target.subject
            and measured.period = target.period
),

target_itself as (
    select
        measure,
        organisation_code,
        subject,
        period,
        'target' as {{ adapter.quote('window') }},
        cast(value as decimal(28, 10)) as value,
        unit,
        cast(null as decimal(28, 10)) as numerator,
        cast(null as decimal(28, 10)) as denominator,
        value as target,
        cast(null as boolean) as attained,
        cast(null as {{ dbt.type_string() }}) as quality
    from {{ ref('int_target') }}
)

select * from with_target
union all
select * from target_itself
