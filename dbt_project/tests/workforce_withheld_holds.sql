-- No group of staff that is withheld can be had by subtraction from those that are shown.
{{ after_reconciliation() }}

with withheld as (
    select cell.cell
    from {{ ref('int_workforce_cell') }} as cell
    left join {{ ref('int_withheld_workforce_cell') }} as withheld
        on
            cell.organisation_code = withheld.organisation_code
            and cell.subject = withheld.subject
    where case when cell.is_published then withheld.subject is not null else cell.is_small end
),

{{ lines_that_give_away(ref('int_workforce_cell'), ref('int_workforce_cell_line'), 'withheld') }}
