{# The measures, read from where they are defined: a column, or a model, with the meta key `measure` computes that
   measure, its description is the definition, and the folder of its model is the domain.
   Not here: the words themselves (models/docs). #}
{% macro declared_measures() -%}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for model in graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') -%}
            {%- set place = model.schema ~ '.' ~ model.alias -%}
            {%- if 'measure' in model.config.meta -%}
                {%- do found.append(declared_measure(model, model.config.meta, model.description, place)) -%}
            {%- endif -%}
            {%- for column in model.columns.values() if 'measure' in column.config.meta -%}
                {%- do found.append(declared_measure(
                    model, column.config.meta, column.description, place ~ '.' ~ column.name
                )) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found | sort(attribute='measure')) }}
{%- endmacro %}

{# A measure as a row of marts.measure. #}
{% macro declared_measure(model, meta, description, computed_in) -%}
    {%- set measure = {
        'measure': meta.measure,
        'domain': model.fqn[2],
        'unit': meta.unit,
        'name_sv': meta.name_sv,
        'source_system': meta.source_system,
        'source_extracts': extracts_behind(model, meta.source_system.split(' and ')) | join(', '),
        'computed_in': computed_in,
    } -%}
    {%- do measure.update(measure_texts(meta.measure, description)) -%}
    {{ return(measure) }}
{%- endmacro %}

{# The extracts of these systems that a model is made from, along the graph. A staging model lies in the folder of its
   system. The calendar hangs on ledger and budget, so that without the systems every measure would seem to. #}
{% macro extracts_behind(model, systems) -%}
    {%- set extracts = [] -%}
    {%- set behind = [model.unique_id] -%}
    {# The list grows while it is walked. #}
    {%- for unique_id in behind if unique_id in graph.nodes -%}
        {%- set node = graph.nodes[unique_id] -%}
        {%- for parent in node.depends_on.nodes if parent not in behind -%}
            {%- do behind.append(parent) -%}
            {%- if parent in graph.sources and node.fqn[1] == 'staging' and node.fqn[2] in systems -%}
                {%- do extracts.append(graph.sources[parent].name) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(extracts | sort) }}
{%- endmacro %}

{# The definition and the labelled lines of a docs block. The definition is the paragraph before the first label; what
   stands above it is the model's own. Raises a compiler error that names the measure where a label has not exactly
   one line with words, or a line has no label. #}
{% macro measure_texts(measure, description) -%}
    {%- set column_of_label = {
        'Numerator': 'numerator',
        'Denominator': 'denominator',
        'Window': 'window',
        'Known faults': 'known_faults',
        'Reference': 'reference',
        'Definition (sv)': 'definition_sv',
        'Täljare': 'numerator_sv',
        'Nämnare': 'denominator_sv',
        'Fönster': 'window_sv',
        'Kända fel': 'known_faults_sv',
        'Referens': 'reference_sv',
    } -%}
    {%- set head = ('\n' ~ description).split('\nNumerator:')[0] -%}
    {%- set lines = ('\n' ~ description)[head | length:].split('\n') | map('trim') | select | list -%}
    {%- set texts = {'definition': head.strip().split('\n\n')[-1].split() | join(' ')} -%}
    {%- set labelled = [] -%}
    {%- for label, column in column_of_label.items() -%}
        {%- set found = [] -%}
        {%- for line in lines if line.startswith(label ~ ':') -%}
            {%- do found.append(line[label | length + 1:] | trim) -%}
            {%- do labelled.append(line) -%}
        {%- endfor -%}
        {%- if found | select | list | length != 1 -%}
            {%- do exceptions.raise_compiler_error(
                "The measure " ~ measure ~ " needs one line '" ~ label ~ ": …' in its docs block (models/docs), and has "
                ~ found | select | list | length
            ) -%}
        {%- endif -%}
        {%- do texts.update({column: found | select | first}) -%}
    {%- endfor -%}
    {%- for line in lines if line not in labelled -%}
        {%- do exceptions.raise_compiler_error(
            "The docs block of the measure " ~ measure ~ " has a line without a label: '" ~ line
            ~ "'. Write each label on one line, and nothing after the last one"
        ) -%}
    {%- endfor -%}
    {%- if not texts.definition -%}
        {%- do exceptions.raise_compiler_error(
            "The measure " ~ measure ~ " has no definition: write it as a paragraph before 'Numerator:'"
        ) -%}
    {%- endif -%}
    {{ return(texts) }}
{%- endmacro %}
