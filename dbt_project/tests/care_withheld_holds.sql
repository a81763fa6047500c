-- No withheld number of patients can be had by subtracting what is shown.
{{ after_reconciliation() }}

with cell as (
    select * from {{ ref('int_care_cell') }}
),

line as (
    select * from {{ ref('int_care_line') }}
),

withheld as (
    select * from {{ ref('int_withheld_care_cell') }}
),

{{ lines_that_give_away('cell', 'line', 'withheld') }}
