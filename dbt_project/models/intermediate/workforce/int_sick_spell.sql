-- Sick days of a person that follow on one another are one spell, over registrations and employments. A spell begins
-- where a gap of at least one day lies between the registration and all that began before it.
with registration as (
    select
        employment_number,
        person,
        absence_number,
        extent,
        absent_from,
        absent_to,
        max(absent_to) over (
            partition by person
            order by absent_from, absence_number
            rows between unbounded preceding and 1 preceding
        ) as sick_until
    from {{ ref('int_sick_registration') }}
),

numbered as (
    select
        employment_number,
        person,
        absence_number,
        extent,
        absent_from,
        absent_to,
        sum(case when absent_from <= {{ add_days(1, 'sick_until') }} then 0 else 1 end) over (
            partition by person
            order by absent_from, absence_number
            rows between unbounded preceding and current row
        ) as spell_number
    from registration
)

select
    absence_number,
    employment_number,
    extent,
    absent_from,
    absent_to,
    min(absent_from) over (partition by person, spell_number) as spell_from,
    max(absent_to) over (partition by person, spell_number) as spell_to
from numbered
