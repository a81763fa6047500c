-- Accessibility and production on the key of the table of measures. Growth has a row where there is a year before,
-- which a withheld row of the mart does not tell.
{{ kpi_rows(
    'mart.measure', ref('accessibility'), 'value', 'mart.window',
    subject='subject', numerator='numerator', denominator='denominator', quality='quality', keep_explained=true
) }}
union all
{{ kpi_rows(
    'mart.measure', ref('production'), 'volume', 'mart.window',
    subject='subject', quality='quality', condition="measure <> 'dental_exams_on_time'", keep_explained=true
) }}
union all
{{ kpi_rows(
    'dental_exams_on_time', ref('production'), 'on_time_percent', 'mart.window',
    subject='subject', numerator='volume', denominator='due', quality='quality',
    condition="measure = 'dental_exams_on_time'", keep_explained=true
) }}
union all
{{ kpi_rows(
    'production_growth', ref('int_care_published'), 'growth_percent', 'mart.window',
    subject='growth_subject', period=month_label('reporting_month'),
    numerator='numerator - numerator_year_before', denominator='numerator_year_before', quality='quality',
    condition='has_growth and growth_subject is not null', keep_explained=true
) }}
