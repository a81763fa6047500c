-- A day's sick hours are, by the extent, its share of the ordinary hours that the employment has on its days of the
-- month. A spell is long from the month by whose end it has lasted 60 days.
select
    sick.reporting_month,
    sick.employment_number,
    sick.spell_from,
    case
        when {{ add_days(59, 'sick.spell_from') }} <= sick.spell_to
            then {{ month_of(add_days(59, 'sick.spell_from')) }}
    end as long_from_month,
    cast(
        {{ quotient('employment.ordinary_hours * sick.extent_of_days', '100 * employment.employed_days') }}
        as decimal(28, 10)
    ) as sick_hours
from {{ ref('int_sick_extent') }} as sick
inner join {{ ref('int_scheduled_employment') }} as employment
    on
        sick.reporting_month = employment.reporting_month
        and sick.employment_number = employment.employment_number
