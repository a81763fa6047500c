{# Which cells of a table of small groups are not shown. Not here: how small is small (the variables smallest_*), which
   cells and lines a mart has (its model). #}

{# The cells to withhold: the small ones, and as many more as it takes that neither one of them nor a few of them together
   are left over when what is shown is subtracted. To stand after the last common table expression of a query.
   cells: relation (cell, size, is_small, is_published), a row a cell.
   lines: relation (line, cell), a row a line and cell; the cells of a line add up, one of them is the total of the others.
   A line of which one cell is withheld, or only small ones, loses its smallest shown one as well, ties by name. An empty
   one hides nothing: it goes only beside a single cell, where there is no other. A cell that is not published counts as
   known when it is not small. A line of which no cell is shown stays as it is: there is nothing to subtract.
   Each round reads the one before it once. Whether the rounds were enough, lines_that_give_away says. #}
{% macro withheld_cells(cells, lines, rounds=20) %}
after_round_0 as (
    select
        cells.cell,
        cells.size,
        cells.is_small,
        cells.is_published,
        lines.line,
        cells.is_small as is_withheld
    from {{ cells }} as cells
    left join {{ lines }} as lines
        on cells.cell = lines.cell
),

{% for round in range(1, rounds + 1) %}
before_round_{{ round }} as (
    select
        cell,
        size,
        is_small,
        is_published,
        line,
        is_withheld,
        sum(case when is_withheld then 1 else 0 end) over (partition by line) as withheld_in_line,
        sum(case when is_small then 1 else 0 end) over (partition by line) as small_in_line,
        row_number() over (
            partition by line, is_withheld or not is_published
            order by case when size > 0 then 0 else 1 end, size, cell
        ) as place_in_line
    from after_round_{{ round - 1 }}
),

after_round_{{ round }} {{ once_as() }} (
    select
        cell,
        size,
        is_small,
        is_published,
        line,
        max(
            case
                when is_withheld then 1
                when
                    line is not null and is_published and place_in_line = 1
                    and (withheld_in_line = 1 or (withheld_in_line = small_in_line and small_in_line > 0 and size > 0))
                    then 1
                else 0
            end
        ) over (partition by cell) = 1 as is_withheld
    from before_round_{{ round }}
){% if not loop.last %},{% endif %}

{% endfor %}
select distinct cell
from after_round_{{ rounds }}
where is_withheld
{% endmacro %}

{# The lines of which one cell is withheld, or only small ones, and can be had by subtraction, for a test that the rounds
   of withheld_cells were enough. To stand after the last common table expression of a query.
   cells and lines as there; withheld: relation (cell), what was withheld. #}
{% macro lines_that_give_away(cells, lines, withheld) %}
standing as (
    select
        lines.line,
        case when withheld.cell is not null then 1 else 0 end as is_withheld,
        case when withheld.cell is not null and not cells.is_small then 1 else 0 end as is_cover,
        case when withheld.cell is null and cells.is_published then 1 else 0 end as is_shown,
        case when withheld.cell is null and cells.is_published and cells.size > 0 then 1 else 0 end as is_spare
    from {{ lines }} as lines
    inner join {{ cells }} as cells
        on lines.cell = cells.cell
    left join {{ withheld }} as withheld
        on lines.cell = withheld.cell
)

select line
from standing
group by line
having
    (sum(is_withheld) = 1 and sum(is_shown) > 0)
    or (sum(is_withheld) > 1 and sum(is_cover) = 0 and sum(is_spare) > 0)
{% endmacro %}
