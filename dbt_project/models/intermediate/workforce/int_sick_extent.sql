-- Registrations of an employment may overlap: on each day the greatest extent holds.
with numbers as (
    {{ dbt.generate_series(31) }}
),

day as (
    select
        month.reporting_month,
        {{ add_days('numbers.generated_number - 1', 'month.reporting_month') }} as day
    from {{ ref('int_workforce_month') }} as month
    inner join numbers
        on numbers.generated_number <= extract(day from month.last_day)
),

sick_day as (
    select
        spell.employment_number,
        day.reporting_month,
        day.day,
        spell.spell_from,
        spell.spell_to,
        max(spell.extent) as extent
    from {{ ref('int_sick_spell') }} as spell
    inner join day
        on day.day between spell.absent_from and spell.absent_to
    group by
        spell.employment_number,
        day.reporting_month,
        day.day,
        spell.spell_from,
        spell.spell_to
)

select
    reporting_month,
    employment_number,
    spell_from,
    spell_to,
    cast(sum(extent) as decimal(9, 2)) as extent_of_days
from sick_day
group by reporting_month, employment_number, spell_from, spell_to
