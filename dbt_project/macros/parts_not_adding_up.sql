{# The totals that differ from the sum of their parts, those that have no parts, and parts that have no total.
   Both arguments name a relation with the columns node, cell and amount; a node has one total a cell.
   To stand after the last common table expression of a query. Where nothing was compared that is a finding too, so that a
   mistyped label cannot pass. #}
{% macro parts_not_adding_up(totals, parts) %}
summed as (
    select
        node,
        cell,
        sum(amount) as amount
    from {{ parts }}
    group by node, cell
),

compared as (
    select
        coalesce(total.node, summed.node) as node,
        coalesce(total.cell, summed.cell) as cell,
        total.amount as total,
        summed.amount as sum_of_parts
    from {{ totals }} as total
    full join summed
        on total.node = summed.node and total.cell = summed.cell
)

select
    node,
    cell,
    total,
    sum_of_parts
from compared
where total is distinct from sum_of_parts

union all

select
    'nothing was compared' as node,
    cast(null as {{ dbt.type_string() }}) as cell,
    cast(null as decimal(18, 2)) as total,
    cast(null as decimal(18, 2)) as sum_of_parts
where not exists (select 1 from compared where total is not null and sum_of_parts is not null)
{% endmacro %}
