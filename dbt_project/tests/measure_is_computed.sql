-- Every measure that is declared has values in marts.kpi. The other way round is a constraint: a computed value
-- without a declared measure has no unit. Only a target may stand before its measure is built.
{{ after_reconciliation() }}

select measure.measure
from {{ ref('measure') }} as measure
left join {{ ref('kpi') }} as kpi
    on measure.measure = kpi.measure
where kpi.measure is null
