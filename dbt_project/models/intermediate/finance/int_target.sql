-- A target holds for each month in which it is valid, and for a year that it spans from end to end.
with month_target as (
    select
        target.organisation_code,
        target.measure,
        target.subject,
        {{ month_label('month.accounting_period') }} as period,
        target.value,
        target.unit,
        target.direction
    from {{ ref('target') }} as target
    inner join {{ ref('int_month') }} as month
        on {{ is_valid_on('month.accounting_period', 'target.valid_from', 'target.valid_to') }}
),

year_target as (
    select
        target.organisation_code,
        target.measure,
        target.subject,
        {{ year_label('month.accounting_year') }} as period,
        target.value,
        target.unit,
        target.direction
    from {{ ref('target') }} as target
    inner join {{ ref('int_month') }} as month
        on {{ is_valid_on('month.accounting_period', 'target.valid_from', 'target.valid_to') }}
    group by
        target.organisation_code,
        target.measure,
        target.subject,
        month.accounting_year,
        target.value,
        target.unit,
        target.direction
    having count(*) = 12
)

select * from month_target
union all
select * from year_target
