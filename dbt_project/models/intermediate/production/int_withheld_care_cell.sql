-- The small cells, and those without which they could be had by subtraction.
with cell as (
    select * from {{ ref('int_care_cell') }}
),

line as (
    select * from {{ ref('int_care_line') }}
),

{{ withheld_cells('cell', 'line') }}
