-- The macro that the accounting identities stand on finds each kind of fault, and nothing where there is none.
{{ after_reconciliation() }}

with total (node, cell, amount) as (
    values
    ('right', 'x', 3.00),
    ('wrong', 'x', 3.01),
    ('without parts', 'x', 0.00)
),

part (node, cell, amount) as (
    values
    ('right', 'x', 1.00),
    ('right', 'x', 2.00),
    ('wrong', 'x', 3.00),
    ('without total', 'x', 0.00)
),

nothing as (
    select * from total
    where false
),

finding as (
    select node
    from (
        with
        {{ parts_not_adding_up('total', 'part') }}
    ) as found

    union all

    select node
    from (
        with
        {{ parts_not_adding_up('nothing', 'nothing') }}
    ) as found
),

expected (node) as (
    values
    ('wrong'),
    ('without parts'),
    ('without total'),
    ('nothing was compared')
)

select
    expected.node as not_found,
    finding.node as found_by_mistake
from expected
full join finding
    on expected.node = finding.node
where expected.node is null or finding.node is null
