-- The macro that withholds small cells withholds these and no others, and its rounds are enough to come to rest.
{{ after_reconciliation() }}

-- The name of each cell begins with its case: small ones are marked, unpublished ones too.
with cell (cell, size, is_small, is_published) as (
    values
    -- one small: its smallest sibling goes with it
    ('one small', 107, false, true),
    ('one small a', 3, true, true),
    ('one small b', 40, false, true),
    ('one small c', 64, false, true),
    -- two small hide each other, but what is left is a small group: a third goes with them
    ('two small', 105, false, true),
    ('two small a', 3, true, true),
    ('two small b', 2, true, true),
    ('two small c', 100, false, true),
    -- what is small as a whole
    ('all small', 3, true, true),
    ('all small a', 3, true, true),
    ('all small b', 0, false, true),
    -- nothing small
    ('nothing small', 100, false, true),
    ('nothing small a', 40, false, true),
    ('nothing small b', 60, false, true),
    -- the smaller of the child and its parent goes, and takes one of the level above
    ('chain', 900, false, true),
    ('chain a', 60, false, true),
    ('chain a a', 4, true, true),
    ('chain a rest', 56, false, false),
    ('chain b', 400, false, true),
    ('chain c', 440, false, true),
    -- two dimensions: four corners of a rectangle
    ('plane total', 200, false, true),
    ('plane female', 120, false, true),
    ('plane male', 80, false, true),
    ('plane a total', 50, false, true),
    ('plane a female', 46, false, true),
    ('plane a male', 4, true, true),
    ('plane b total', 60, false, true),
    ('plane b female', 30, false, true),
    ('plane b male', 30, false, true),
    ('plane c total', 90, false, true),
    ('plane c female', 44, false, true),
    ('plane c male', 46, false, true),
    -- a small rest: a shown child goes with it
    ('small rest', 103, false, true),
    ('small rest a', 40, false, true),
    ('small rest b', 60, false, true),
    ('small rest rest', 3, true, false),
    -- ties go by name
    ('tie', 83, false, true),
    ('tie a', 40, false, true),
    ('tie b', 3, true, true),
    ('tie c', 40, false, true),
    -- an empty cell hides nothing, but where it is all there is
    ('empty', 93, false, true),
    ('empty a', 3, true, true),
    ('empty b', 0, false, true),
    ('empty c', 90, false, true),
    ('only empty', 3, true, false),
    ('only empty a', 0, false, true),
    -- nothing else is shown
    ('unpublished', 103, false, false),
    ('unpublished a', 3, true, true),
    ('unpublished rest', 100, false, false),
    -- in no line
    ('alone small', 4, true, true),
    ('alone', 5, false, true)
),

line (line, cell) as (
    select
        'children of ' || parent.cell as line,
        child.cell
    from cell as parent
    inner join cell as child
        on parent.cell = child.cell or parent.cell || ' rest' = child.cell or child.cell like parent.cell || ' _'
    where parent.cell not like 'plane%' and parent.cell not like 'alone%'

    union all

    values
    ('plane by sex', 'plane total'),
    ('plane by sex', 'plane female'),
    ('plane by sex', 'plane male'),
    ('plane a by sex', 'plane a total'),
    ('plane a by sex', 'plane a female'),
    ('plane a by sex', 'plane a male'),
    ('plane b by sex', 'plane b total'),
    ('plane b by sex', 'plane b female'),
    ('plane b by sex', 'plane b male'),
    ('plane c by sex', 'plane c total'),
    ('plane c by sex', 'plane c female'),
    ('plane c by sex', 'plane c male'),
    ('children of plane total', 'plane total'),
    ('children of plane total', 'plane a total'),
    ('children of plane total', 'plane b total'),
    ('children of plane total', 'plane c total'),
    ('children of plane female', 'plane female'),
    ('children of plane female', 'plane a female'),
    ('children of plane female', 'plane b female'),
    ('children of plane female', 'plane c female'),
    ('children of plane male', 'plane male'),
    ('children of plane male', 'plane a male'),
    ('children of plane male', 'plane b male'),
    ('children of plane male', 'plane c male')
),

expected (cell) as (
    values
    ('one small a'),
    ('one small b'),
    ('two small a'),
    ('two small b'),
    ('two small c'),
    ('all small'),
    ('all small a'),
    ('chain a a'),
    ('chain a'),
    ('chain b'),
    ('plane a male'),
    ('plane a female'),
    ('plane b male'),
    ('plane b female'),
    ('small rest rest'),
    ('small rest a'),
    ('tie b'),
    ('tie a'),
    ('empty a'),
    ('empty c'),
    ('only empty'),
    ('only empty a'),
    ('unpublished a'),
    ('alone small')
),

withheld as (
    select cell
    from (
        with
        {{ withheld_cells('cell', 'line') }}
    ) as found
),

withheld_by_one_round as (
    select cell
    from (
        with
        {{ withheld_cells('cell', 'line', rounds=1) }}
    ) as found
),

gives_away as (
    select line
    from (
        with
        {{ lines_that_give_away('cell', 'line', 'withheld') }}
    ) as found
),

gives_away_after_one_round as (
    select line
    from (
        with
        {{ lines_that_give_away('cell', 'line', 'withheld_by_one_round') }}
    ) as found
),

difference as (
    select
        'not withheld' as finding,
        expected.cell as name
    from expected
    left join withheld
        on expected.cell = withheld.cell
    where withheld.cell is null

    union all

    select
        'withheld by mistake' as finding,
        withheld.cell as name
    from withheld
    left join expected
        on withheld.cell = expected.cell
    where expected.cell is null

    union all

    select
        'gives away' as finding,
        line as name
    from gives_away

    union all

    -- The chain and the plane take more than one round: whoever gives too few is told so.
    select
        'too few rounds were not noticed' as finding,
        expected_line.name
    from (
        values
        ('children of chain'),
        ('children of plane female')
    ) as expected_line (name)
    left join gives_away_after_one_round
        on expected_line.name = gives_away_after_one_round.line
    where gives_away_after_one_round.line is null
)

select
    finding,
    name
from difference
