{{ built_by_month('reporting_month', ['visit']) }}
-- A visit counts under its form and in the total, planned or not.
{{ volume_by_subject('visit', 'visit_form', subjects='visit_form') }}
