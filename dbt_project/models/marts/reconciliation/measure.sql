-- Made from the columns that are declared as measures: see macros/measures.sql.
{% for measure in declared_measures() %}
select
    '{{ measure.measure }}' as measure,
    '{{ measure.domain }}' as domain,
    '{{ measure.unit }}' as unit,
    '{{ measure.name_sv | replace("'", "''") }}' as name_sv,
    '{{ measure.definition | replace("'", "''") }}' as definition,
    '{{ measure.source_system }}' as source_system,
    '{{ measure.computed_in }}' as computed_in
{% if not loop.last %}union all{% endif %}
{% else %}
select
    cast(null as {{ dbt.type_string() }}) as measure,
    cast(null as {{ dbt.type_string() }}) as domain,
    cast(null as {{ dbt.type_string() }}) as unit,
    cast(null as {{ dbt.type_string() }}) as name_sv,
    cast(null as {{ dbt.type_string() }}) as definition,
    cast(null as {{ dbt.type_string() }}) as source_system,
    cast(null as {{ dbt.type_string() }}) as computed_in
where false
{% endfor %}
