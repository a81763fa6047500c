-- A cell is withheld in all its windows and periods or in none, and with it what is computed from it.
with care as (
    select
        care.*,
        care.numerator_year_before is not null as has_growth,
        withheld.cell is not null as is_withheld
    from {{ ref('int_care_window') }} as care
    left join {{ ref('int_withheld_care_cell') }} as withheld
        on care.cell = withheld.cell
)

select
    measure,
    measure_kind,
    subject,
    organisation_code,
    reporting_month,
    care.window,
    is_withheld,
    case when not is_withheld then numerator end as numerator,
    case when not is_withheld then denominator end as denominator,
    case when not is_withheld then numerator_year_before end as numerator_year_before,
    case
        when is_withheld then null
        when measure_kind = 'share' then {{ percent('numerator', 'denominator') }}
        else cast(numerator as decimal(28, 10))
    end as value,
    has_growth,
    case
        when has_growth and not is_withheld
            then {{ percent('numerator - numerator_year_before', 'numerator_year_before') }}
    end as growth_percent,
    -- The subject under which the table of measures knows the growth: one growth a measure, production's parts apart.
    case
        when measure = 'production' then subject
        when measure_kind <> 'share' and subject = 'total' then measure
    end as growth_subject,
    case
        when is_withheld then {{ withheld_patients() }}
        when numerator is null then {{ not_delivered() }}
        when measure_kind = 'share' and denominator = 0 then {{ nothing_to_measure() }}
    end as quality
from care
