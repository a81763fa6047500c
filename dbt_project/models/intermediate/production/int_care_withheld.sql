with cell as (
    select * from {{ ref('int_care_cell') }}
),

line as (
    select * from {{ ref('int_care_line') }}
),

{{ withheld_cells('cell', 'line') }}
