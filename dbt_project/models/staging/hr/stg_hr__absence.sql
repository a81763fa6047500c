-- The causes under the names that the warehouse knows; what counts as sick leave is decided later.
select
    reporting_month,
    absence_number,
    employment_number,
    case cause
        when 'SJUK' then 'sick'
        when 'VAB' then 'sick_child'
        when 'FÖRÄLDRA' then 'parental'
        when 'SEMESTER' then 'holiday'
        when 'TJL' then 'unpaid'
    end as cause,
    extent,
    absent_from,
    absent_to,
    corrected_absence
from {{ source('raw', 'absence') }}
