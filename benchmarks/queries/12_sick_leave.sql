-- Hur stor är sjukfrånvaron i förvaltningen, totalt, för kvinnor och män och efter ålder?
-- How large is sick leave in the administration, in total, by sex and by age?
select
    subject.name_sv as staff_group,
    sick_leave.period,
    round(sick_leave.sick_leave_percent, 1) as sick_leave_percent,
    round(sick_leave.sick_leave_60_days_percent, 1) as longer_than_60_days_percent,
    sick_leave.target_percent,
    sick_leave.quality
from sick_leave
left join subject
    on sick_leave.subject = subject.subject
where sick_leave.organisation_code = 'NSVH' and sick_leave."window" = 'month'
order by sick_leave.subject, sick_leave.period
