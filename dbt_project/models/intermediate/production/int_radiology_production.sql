{{ built_by_month('reporting_month', ['radiology_examination']) }}
-- An examination counts under its funding and in the total.
{{ volume_by_subject('radiology_examination', 'funding', subjects='radiology_examination') }}
