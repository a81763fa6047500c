-- Bookings follow the tree as it stood on the first day of their month, so the tree is walked once a month.
with recursive placed as (
    select
        month.accounting_period,
        cost_centre.cost_centre,
        cost_centre.parent_cost_centre
    from {{ ref('int_month') }} as month
    inner join {{ ref('stg_ledger__cost_centre') }} as cost_centre
        on {{ is_valid_on('month.accounting_period', 'cost_centre.valid_from', 'cost_centre.valid_to') }}
),

upwards as (
    select
        accounting_period,
        cost_centre,
        cost_centre as node,
        0 as steps_up
    from placed

    union all

    select
        upwards.accounting_period,
        upwards.cost_centre,
        placed.parent_cost_centre as node,
        upwards.steps_up + 1 as steps_up
    from upwards
    inner join placed
        on
            upwards.accounting_period = placed.accounting_period
            and upwards.node = placed.cost_centre
    -- No tree is twenty levels high; a circle in the delivery would be.
    where placed.parent_cost_centre is not null and upwards.steps_up < 20
),

organisations as (
    select
        upwards.accounting_period,
        upwards.cost_centre,
        organisation.organisation_code,
        upwards.steps_up,
        min(upwards.steps_up) over (
            partition by upwards.accounting_period, upwards.cost_centre
        ) as fewest_steps_up
    from upwards
    inner join {{ ref('organisation') }} as organisation
        on
            upwards.node = organisation.cost_centre
            and {{ is_valid_on('upwards.accounting_period', 'organisation.valid_from', 'organisation.valid_to') }}
)

select
    accounting_period,
    cost_centre,
    organisation_code,
    steps_up = fewest_steps_up as is_lowest
from organisations
