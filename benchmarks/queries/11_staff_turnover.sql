-- Hur stor är personalomsättningen, och var är den störst?
-- How large is the turnover of staff, and where is it largest?
select
    organisation.name_sv as organisation,
    staff_turnover.leavers,
    staff_turnover.joiners,
    round(staff_turnover.average_headcount) as average_headcount,
    round(staff_turnover.staff_turnover_percent, 1) as turnover_percent,
    staff_turnover.quality
from staff_turnover
inner join organisation
    on staff_turnover.organisation_code = organisation.organisation_code
where staff_turnover.period = '2024-11'
order by staff_turnover.staff_turnover_percent desc nulls last
