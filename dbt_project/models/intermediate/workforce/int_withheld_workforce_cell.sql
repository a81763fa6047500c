-- A group is withheld where it is small, or where the others of a line would give away one that is.
with withheld as (
    with
    {{ withheld_cells(ref('int_workforce_cell'), ref('int_workforce_cell_line')) }}
)

select
    cell.organisation_code,
    cell.subject
from {{ ref('int_workforce_cell') }} as cell
inner join withheld
    on cell.cell = withheld.cell
where cell.is_published
