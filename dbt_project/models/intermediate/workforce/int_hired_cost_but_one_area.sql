-- What is left of an administration's cost of hired staff when one of its areas is taken away.
select
    administration.organisation_code,
    'all_areas_but_' || area.organisation_code as subject,
    administration.accounting_period,
    administration.window,
    cast(administration.hired_staff_cost - area.hired_staff_cost as decimal(18, 2)) as hired_staff_cost
from {{ ref('int_personnel_cost') }} as area
inner join {{ ref('organisation') }} as organisation
    on area.organisation_code = organisation.organisation_code
inner join {{ ref('int_personnel_cost') }} as administration
    on
        organisation.parent_organisation_code = administration.organisation_code
        and area.accounting_period = administration.accounting_period
        and area.window = administration.window
where organisation.level = 'area'
