{# The measures, read from where they are defined: a column with the meta key `measure` computes that measure,
   its description is the definition, and the folder of its model is the domain. #}
{% macro declared_measures() -%}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for model in graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') -%}
            {%- for column in model.columns.values() if 'measure' in column.config.meta -%}
                {%- do found.append({
                    'measure': column.config.meta.measure,
                    'domain': model.fqn[2],
                    'unit': column.config.meta.unit,
                    'name_sv': column.config.meta.name_sv,
                    'definition': column.description.split() | join(' '),
                    'source_system': column.config.meta.source_system,
                    'computed_in': model.schema ~ '.' ~ model.alias ~ '.' ~ column.name,
                }) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found | sort(attribute='measure')) }}
{%- endmacro %}
