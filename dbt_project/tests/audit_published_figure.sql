-- Every published figure agrees with the computed one, or its domain is listed as not yet built. A figure that is
-- listed and computed all the same has to leave the list.
select
    reconciliation.figure_id,
    reconciliation.organisation_code,
    reconciliation.measure,
    reconciliation.subject,
    reconciliation.period,
    reconciliation.published_value,
    reconciliation.computed_value,
    reconciliation.unit,
    case
        when pending.figure_id is not null then 'is computed: take it off the list of pending figures'
        else reconciliation.status
    end as finding
from {{ ref('published_reconciliation') }} as reconciliation
left join {{ ref('pending_figure') }} as pending
    on reconciliation.figure_id = pending.figure_id
where
    reconciliation.status in ('differs', 'extra')
    or (reconciliation.status = 'missing') <> (pending.figure_id is not null)
