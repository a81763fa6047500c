-- Made from the columns and models that are declared as measures: see macros/measures.sql.
{% set columns = [
    'measure', 'domain', 'unit', 'name_sv',
    'definition', 'numerator', 'denominator', 'window', 'known_faults', 'reference',
    'definition_sv', 'numerator_sv', 'denominator_sv', 'window_sv', 'known_faults_sv', 'reference_sv',
    'source_system', 'source_extracts', 'computed_in',
] %}
{% for measure in declared_measures() %}
select
    {% for column in columns %}
    '{{ measure[column] | replace("'", "''") }}' as {{ adapter.quote(column) if column == 'window' else column }}
    {{- "," if not loop.last }}
    {% endfor %}
{% if not loop.last %}union all{% endif %}
{% else %}
select
    {% for column in columns %}
    cast(null as {{ dbt.type_string() }}) as {{ adapter.quote(column) if column == 'window' else column }}
    {{- "," if not loop.last }}
    {% endfor %}
where false
{% endfor %}
