-- What decides how a visit is counted: its form, which the seed subject explains, and whether that is digital.
select
    reporting_month,
    care_unit,
    visit_form,
    case visit_form
        when 'DIGITALT' then true
        when 'DISTANS' then false
        when 'FYSISKT' then false
    end as is_digital
from {{ source('raw', 'visit') }}
