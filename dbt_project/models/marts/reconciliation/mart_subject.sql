{{ config(alias='subject') }}
-- Called subject in the database; dbt knows the seed by that name already. A code that no seed translates is its own
-- name.
with named as (
    select
        subject,
        name_sv
    from {{ ref('subject') }}

    union all

    select
        account_group as subject,
        name_sv
    from {{ ref('account_group') }}

    union all

    select
        'all_areas_but_' || organisation_code as subject,
        'Alla områden utom ' || name_sv as name_sv
    from {{ ref('organisation') }}

    {% for subject, name_sv in {
        'total': 'Totalt',
        'female': 'Kvinnor',
        'male': 'Män',
        'age_29_or_younger': '29 år eller yngre',
        'age_30_to_49': '30 till 49 år',
        'age_50_or_older': '50 år eller äldre',
        'tessa': 'Schemasystemet Tessa',
        'action_plan_goal': 'Målsättning i åtgärdsplanen',
        'visits': 'Besök',
        'chats_started': 'Startade chattar',
        'listed_patients': 'Listade patienter',
        'orthodontic_new_patients': 'Nya patienter till tandregleringen',
    }.items() %}
    union all

    select
        '{{ subject }}' as subject,
        '{{ name_sv }}' as name_sv
    {% endfor %}
)

select
    kpi.subject,
    coalesce(min(named.name_sv), kpi.subject) as name_sv
from {{ ref('kpi') }} as kpi
left join named
    on kpi.subject = named.subject
group by kpi.subject
