{# How a relation takes the place of the one before it: in one statement, which DuckDB does whole or not at all.
   dbt's own way, for engines that cannot, makes it under another name, moves the former aside, renames twice and
   drops: five statements and their macros, which took more time than most of the models.
   Not here: tables that are built by month, which dbt's own incremental materialization keeps (by_month). #}

{% materialization table, adapter='duckdb' %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {% set target = make_room_for('table') %}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% if config.get('contract').enforced %}
        {{ get_assert_columns_equivalent(sql) }}
        {% call statement('main') %}
            create or replace table {{ target }} {{ get_table_columns_and_constraints() }};
            insert into {{ target }} {{ get_column_names() }} ({{ get_select_subquery(sql) }});
        {% endcall %}
    {% else %}
        {% call statement('main') %}
            create or replace table {{ target }} as ({{ sql }});
        {% endcall %}
    {% endif %}
    {% do persist_docs(target, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {% set target = make_room_for('view') %}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') %}
        create or replace view {{ target }} as ({{ sql }});
    {% endcall %}
    {% do persist_docs(target, model) %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {% do adapter.commit() %}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{# The relation of the model that is built, of a type; one of another type in its place is dropped. #}
{% macro make_room_for(type) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is not none and existing.type != type -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {{ return(this.incorporate(type=type)) }}
{%- endmacro %}
