-- Every value of finance is what its terms make of the contributions, in every organisation, period and window.
{{ after_reconciliation() }}
{% set first_of_period = "cast(substring(kpi.period || '-01-01', 1, 10) as date)" %}
{% set first_of_year = first_month_of_year(first_of_period) %}

with recursive organisation_above as (
    select
        organisation_code,
        organisation_code as above
    from {{ ref('organisation') }}

    union all

    select
        organisation_above.organisation_code,
        organisation.parent_organisation_code as above
    from organisation_above
    inner join {{ ref('organisation') }} as organisation
        on organisation_above.above = organisation.organisation_code
    where organisation.parent_organisation_code is not null
),

group_above as (
    select
        account_group,
        ancestor_account_group as above
    from {{ ref('int_account_group_tree') }}

    union all

    select
        '-' as account_group,
        'any' as above
),

booked as (
    select
        part,
        period,
        organisation_code,
        account_group,
        subject,
        sum(amount) as amount
    from {{ ref('contribution') }}
    group by part, period, organisation_code, account_group, subject
),

-- A term takes the contributions of one subject, or of all.
taken_subject as (
    select distinct
        subject,
        subject as taken
    from booked

    union all

    select distinct
        subject,
        'any' as taken
    from booked
),

contributed as (
    select
        booked.part,
        booked.period,
        organisation_above.above as organisation_code,
        group_above.above as account_group,
        taken_subject.taken as subject,
        sum(booked.amount) as amount
    from booked
    inner join organisation_above
        on booked.organisation_code = organisation_above.organisation_code
    inner join group_above
        on booked.account_group = group_above.account_group
    inner join taken_subject
        on booked.subject = taken_subject.subject
    group by
        booked.part,
        booked.period,
        organisation_above.above,
        group_above.above,
        taken_subject.taken
),

value_and_term as (
    select
        kpi.measure,
        kpi.organisation_code,
        kpi.subject,
        kpi.period,
        kpi.window,
        kpi.value,
        kpi.unit,
        term.role,
        term.sign,
        term.part,
        case term.subjects when 'subject' then kpi.subject else term.subjects end as taken_subject,
        case term.account_group when 'subject' then kpi.subject else term.account_group end as account_group,
        case term.organisations when 'below_but_subject' then replace(kpi.subject, 'all_areas_but_', '') end as but,
        case
            when term.months = 'period' then kpi.period
            when term.months = 'year' or (term.months = 'window' and kpi.window in ('ytd', 'full_year'))
                then {{ month_label(first_of_year) }}
            when term.months = 'previous_year' or (term.months <> 'window' and kpi.window in ('ytd', 'full_year'))
                then {{ month_label(add_months(-12, first_of_year)) }}
            when kpi.window = 'r12' then {{ month_label(add_months(-11, first_of_period)) }}
            else kpi.period
        end as first_period,
        case
            when term.months = 'period' then kpi.period
            when term.months = 'year' or (term.months = 'window' and kpi.window = 'full_year')
                then {{ month_label(add_months(11, first_of_year)) }}
            when term.months = 'previous_year' then {{ month_label(add_months(-1, first_of_year)) }}
            when term.months = 'window_previous_year' then {{ month_label(add_months(-12, first_of_period)) }}
            else kpi.period
        end as last_period
    from {{ ref('kpi') }} as kpi
    inner join {{ ref('mart_measure_term') }} as term
        on
            kpi.measure = term.measure
            and (
                term.applies_to = 'every'
                or (term.applies_to = 'total' and kpi.subject = 'total')
                or (term.applies_to = 'other' and kpi.subject <> 'total')
            )
    where kpi.window <> 'target' and kpi.value is not null
),

taken as (
    select
        *,
        organisation_code as taken_organisation,
        sign as taken_sign
    from value_and_term

    union all

    select
        *,
        but as taken_organisation,
        -sign as taken_sign
    from value_and_term
    where but is not null
),

added as (
    select
        taken.measure,
        taken.organisation_code,
        taken.subject,
        taken.period,
        taken.window,
        taken.value,
        taken.unit,
        coalesce(sum(case when taken.role <> 'denominator' then taken.taken_sign * contributed.amount end), 0)
            as amount,
        sum(case when taken.role = 'denominator' then taken.taken_sign * contributed.amount end) as denominator
    from taken
    left join contributed
        on
            taken.part = contributed.part
            and taken.account_group = contributed.account_group
            and taken.taken_organisation = contributed.organisation_code
            and taken.taken_subject = contributed.subject
            and contributed.period between taken.first_period and taken.last_period
    group by
        taken.measure,
        taken.organisation_code,
        taken.subject,
        taken.period,
        taken.window,
        taken.value,
        taken.unit
),

compared as (
    select
        measure,
        organisation_code,
        subject,
        period,
        added.window,
        value,
        case unit
            when 'percent' then {{ percent('amount', 'denominator') }}
            else cast(amount as decimal(28, 10))
        end as sum_of_contributions
    from added
)

select *
from compared
where value is distinct from sum_of_contributions

union all

select
    term.measure,
    'nothing was compared' as organisation_code,
    null as subject,
    null as period,
    null as {{ adapter.quote('window') }},
    null as value,
    null as sum_of_contributions
from {{ ref('mart_measure_term') }} as term
where term.measure not in (select compared.measure from compared)

union all

select
    measure.measure,
    'has no terms' as organisation_code,
    null as subject,
    null as period,
    null as {{ adapter.quote('window') }},
    null as value,
    null as sum_of_contributions
from {{ ref('measure') }} as measure
where
    measure.domain = 'finance'
    -- An estimate, of which no booking is a part.
    and measure.measure <> 'result_forecast_proposal'
    and measure.measure not in (select term.measure from {{ ref('mart_measure_term') }} as term)
