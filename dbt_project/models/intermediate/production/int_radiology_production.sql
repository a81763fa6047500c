-- An examination counts under its funding and in the total.
{{ volume_by_subject('radiology_examination', 'funding', subjects='radiology_examination') }}
