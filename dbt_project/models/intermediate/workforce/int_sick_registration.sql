-- What another registration replaces no longer counts, however long the chain of corrections; an extent of 0 takes
-- back what it replaces. Absence before an employment begins, or after it has ended, is none.
with replaced as (
    select distinct corrected_absence as absence_number
    from {{ ref('stg_hr__absence') }}
    where corrected_absence <> absence_number
),

effective as (
    select
        absence.absence_number,
        absence.employment_number,
        employment.person,
        absence.extent,
        greatest(absence.absent_from, employment.employed_from) as absent_from,
        least(absence.absent_to, coalesce(employment.employed_to, absence.absent_to)) as absent_to
    from {{ ref('stg_hr__absence') }} as absence
    inner join {{ ref('stg_hr__employment') }} as employment
        on absence.employment_number = employment.employment_number
    left join replaced
        on absence.absence_number = replaced.absence_number
    where absence.cause = 'sick' and absence.extent > 0 and replaced.absence_number is null
)

select
    absence_number,
    employment_number,
    person,
    extent,
    absent_from,
    absent_to
from effective
where absent_from <= absent_to
