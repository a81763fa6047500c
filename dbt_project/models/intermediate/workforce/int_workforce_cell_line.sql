-- The cells that add up: the sexes and the ages to the total of an organisation, the organisations below it and its
-- rest to an organisation.
select
    organisation_code || ' by sex' as line,
    cell
from {{ ref('int_workforce_cell') }}
where is_published and subject in ('total', 'female', 'male')

union all

select
    organisation_code || ' by age' as line,
    cell
from {{ ref('int_workforce_cell') }}
where is_published and subject not in ('female', 'male')

union all

select
    cell.organisation_code || ' ' || cell.subject || ' by organisation' as line,
    cell.cell
from {{ ref('int_workforce_cell') }} as cell
where cell.organisation_code in (select below.parent_organisation_code from {{ ref('organisation') }} as below)

union all

select
    organisation.parent_organisation_code || ' ' || cell.subject || ' by organisation' as line,
    cell.cell
from {{ ref('int_workforce_cell') }} as cell
inner join {{ ref('organisation') }} as organisation
    on cell.organisation_code = organisation.organisation_code
where cell.is_published and organisation.parent_organisation_code is not null
