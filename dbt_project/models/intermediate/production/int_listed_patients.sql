{{ built_by_month('reporting_month', ['listed_patients']) }}
-- The numbers delivered are added, by municipality and in total.
{{ volume_by_subject('listed_patients', 'municipality', subjects='listed_patients', volume='sum(listed)') }}
