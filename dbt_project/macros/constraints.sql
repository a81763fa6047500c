{# The constraints of the contracts, for an engine that does not enforce them (tests/constraints_hold.sql).
   Not here: the constraints themselves (models/marts/**/_*.yml). #}

{# The models with a contract, each of which must be among these relations, so that none is forgotten. #}
{% macro contracted_models(relations) -%}
    {%- set found = [] -%}
    {%- set named = relations | map('string') | map('replace', '`', '') | list -%}
    {%- set nodes = graph.nodes.values() if execute else [] -%}
    {%- for node in nodes if node.resource_type == 'model' and node.contract.enforced -%}
        {%- if node.schema ~ '.' ~ node.alias not in named -%}
            {%- do exceptions.raise_compiler_error(
                node.name ~ ' has a contract, and is not among the models whose constraints are tested'
            ) -%}
        {%- endif -%}
        {%- do found.append(node) -%}
    {%- endfor -%}
    {{ return(found | sort(attribute='name')) }}
{%- endmacro %}

{# What must be true of every row of a model, by what is said of one where it is not. As with an engine that enforces it, what is
   unknown breaks nothing. #}
{% macro promises(model) -%}
    {%- set found = {} -%}
    {%- for column in model.columns.values() -%}
        {%- for constraint in column.constraints -%}
            {%- if constraint.type == 'not_null' -%}
                {%- do found.update({column.name ~ ' has no value': adapter.quote(column.name) ~ ' is not null'}) -%}
            {%- elif constraint.type == 'check' -%}
                {%- do found.update({'not so: ' ~ constraint.expression: in_the_quotes_of_the_engine(constraint.expression)}) -%}
            {%- else -%}
                {%- do exceptions.raise_compiler_error('No test knows a constraint ' ~ constraint.type) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for constraint in model.constraints -%}
        {%- if constraint.type == 'check' -%}
            {%- do found.update({'not so: ' ~ constraint.expression: in_the_quotes_of_the_engine(constraint.expression)}) -%}
        {%- elif constraint.type == 'primary_key' -%}
            {%- for column in constraint.columns -%}
                {%- do found.update({'the key ' ~ column ~ ' has no value': in_the_quotes_of_the_engine(column) ~ ' is not null'}) -%}
            {%- endfor -%}
        {%- else -%}
            {%- do exceptions.raise_compiler_error('No test knows a constraint ' ~ constraint.type) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{# The contracts quote a name as the standard does; an engine may read that as a text. #}
{% macro in_the_quotes_of_the_engine(expression) -%}
    {{ expression | replace('"', adapter.quote('')[0]) }}
{%- endmacro %}
