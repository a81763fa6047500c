-- The seeds are what their descriptions say: keys are unique, references lead somewhere, codes are known.
{{ after_reconciliation() }}

with organisation_key as (
    select
        'organisation' as seed,
        organisation_code as offender,
        'the code is there more than once' as finding
    from {{ ref('organisation') }}
    group by organisation_code
    having count(*) > 1
),

organisation_parent as (
    select
        'organisation' as seed,
        child.organisation_code as offender,
        'the organisation above it does not exist' as finding
    from {{ ref('organisation') }} as child
    left join {{ ref('organisation') }} as parent
        on child.parent_organisation_code = parent.organisation_code
    where child.parent_organisation_code is not null and parent.organisation_code is null
),

organisation_node as (
    select
        'organisation' as seed,
        organisation.organisation_code as offender,
        'its cost centre is not in the ledger''s tree' as finding
    from {{ ref('organisation') }} as organisation
    left join {{ ref('stg_ledger__cost_centre') }} as cost_centre
        on organisation.cost_centre = cost_centre.cost_centre
    where cost_centre.cost_centre is null
),

one_region as (
    select
        'organisation' as seed,
        'the region' as offender,
        count(*) || ' organisations stand at the top, not one' as finding
    from {{ ref('organisation') }}
    where parent_organisation_code is null
    having count(*) <> 1
),

account_group_key as (
    select
        'account_group' as seed,
        account_group as offender,
        'the group is there more than once' as finding
    from {{ ref('int_account_group') }}
    group by account_group
    having count(*) > 1
),

account_group_parent as (
    select
        'account_group' as seed,
        child.account_group as offender,
        'the group above it does not exist or is of another class' as finding
    from {{ ref('account_group') }} as child
    left join {{ ref('account_group') }} as parent
        on
            child.parent_account_group = parent.account_group
            and child.account_class = parent.account_class
    where child.parent_account_group is not null and parent.account_group is null
),

account_group_class as (
    select
        'account_group' as seed,
        account_class as offender,
        count(*) || ' groups stand at the top of the class, not one' as finding
    from {{ ref('account_group') }}
    where account_class <> 'balance' and parent_account_group is null
    group by account_class
    having count(*) <> 1 or account_class not in ('revenue', 'cost', 'outside')
),

account_mapping_group as (
    select
        'account_mapping' as seed,
        mapping.account_from as offender,
        'the interval belongs to a group that does not exist or has groups below it' as finding
    from {{ ref('account_mapping') }} as mapping
    left join {{ ref('account_group') }} as account_group
        on mapping.account_group = account_group.account_group
    where
        account_group.account_group is null
        or account_group.account_group in (
            select parent.parent_account_group from {{ ref('account_group') }} as parent
            where parent.parent_account_group is not null
        )
),

account_mapping_interval as (
    select
        'account_mapping' as seed,
        account_from as offender,
        'the interval ends before it begins or reaches into the next' as finding
    from (
        select
            account_from,
            account_to,
            lead(account_from) over (order by account_from) as next_from
        from {{ ref('account_mapping') }}
    ) as mapping
    where account_to < account_from or next_from <= account_to
),

subject_key as (
    select
        'subject' as seed,
        extract || ' ' || coalesce(source_code, '') as offender,
        'the code is there more than once' as finding
    from {{ ref('subject') }}
    group by extract, source_code
    having count(*) > 1
),

subject_name as (
    select
        'subject' as seed,
        extract || ' ' || subject as offender,
        'the subject has more than one name' as finding
    from {{ ref('subject') }}
    group by extract, subject
    having count(distinct name_sv) <> 1
),

followed_subject_key as (
    select
        'followed_subject' as seed,
        measure || ' ' || subject as offender,
        'the subject is there more than once' as finding
    from {{ ref('followed_subject') }}
    group by measure, subject
    having count(*) > 1
),

followed_subject_words as (
    select
        'followed_subject' as seed,
        measure || ' ' || subject as offender,
        'the subject is not in subject.csv, the time limit has no known unit, or the first month that counts is no '
        || 'first of a month' as finding
    from {{ ref('followed_subject') }}
    where
        (subject <> 'total' and subject not in (select subject.subject from {{ ref('subject') }} as subject))
        or (time_limit is null) <> (time_limit_unit is null)
        or time_limit_unit not in ('hour_of_next_day', 'minutes', 'days')
        or time_limit < 0
        or followed_from <> {{ dbt.date_trunc('month', 'followed_from') }}
),

-- What judges an extract's rows reads its own unit; in one that it does not read, all or none would be in time.
followed_subject_limit as (
    select
        'followed_subject' as seed,
        followed.measure || ' ' || followed.subject as offender,
        'its extract takes no time limit in this unit, or takes one and has none' as finding
    from {{ ref('followed_subject') }} as followed
    left join {{ ref('subject') }} as subject
        on
            followed.measure = 'share_within_time'
            and followed.subject = subject.subject
            and subject.extract in (
                'waiting_list', 'ambulance_assignment', 'laboratory_answer', 'call', 'patient_transport'
            )
    where
        case
            when followed.measure = 'phone_contact_same_day' then coalesce(followed.time_limit_unit, '') <> 'days'
            when subject.extract = 'waiting_list' then coalesce(followed.time_limit_unit, '') <> 'days'
            when subject.extract = 'ambulance_assignment' then coalesce(followed.time_limit_unit, '') <> 'minutes'
            when subject.extract = 'laboratory_answer'
                then coalesce(followed.time_limit_unit, '') not in ('minutes', 'hour_of_next_day')
            else followed.time_limit_unit is not null
        end
),

reporting_fault_key as (
    select
        'reporting_fault' as seed,
        measure || ' ' || organisation_code as offender,
        'two faults of one measure hold on one day' as finding
    from (
        select
            measure,
            organisation_code,
            valid_to,
            lead(valid_from) over (partition by measure, organisation_code order by valid_from) as next_from
        from {{ ref('reporting_fault') }}
    ) as fault
    where next_from is not null and (valid_to is null or valid_to >= next_from)
),

reporting_fault_words as (
    select
        'reporting_fault' as seed,
        fault.fault as offender,
        'the organisation is unknown, the period ends before it begins, the percentages are no interval below 100, '
        || 'or nothing is said about the quality' as finding
    from {{ ref('reporting_fault') }} as fault
    left join {{ ref('organisation') }} as organisation
        on fault.organisation_code = organisation.organisation_code
    where
        organisation.organisation_code is null
        or fault.valid_to < fault.valid_from
        or fault.understated_from_percent is null
        or fault.understated_to_percent is null
        or fault.understated_from_percent <= 0
        or fault.understated_to_percent < fault.understated_from_percent
        or fault.understated_to_percent >= 100
        or fault.quality is null
),

target_key as (
    select
        'target' as seed,
        target.organisation_code || ' ' || target.measure || ' ' || target.subject as offender,
        'two targets hold on one day' as finding
    from {{ ref('target') }} as target
    inner join {{ ref('target') }} as other
        on
            target.organisation_code = other.organisation_code
            and target.measure = other.measure
            and target.subject = other.subject
            and target.valid_from < other.valid_from
            and (target.valid_to is null or target.valid_to >= other.valid_from)
),

target_words as (
    select
        'target' as seed,
        target.organisation_code || ' ' || target.measure || ' ' || target.subject as offender,
        'the organisation, the unit or the direction is unknown, or the target ends before it begins' as finding
    from {{ ref('target') }} as target
    left join {{ ref('organisation') }} as organisation
        on target.organisation_code = organisation.organisation_code
    where
        organisation.organisation_code is null
        or target.unit not in ('SEK', 'percent', 'count', 'persons')
        or target.direction not in ('at_least', 'at_most')
        or target.valid_to < target.valid_from
),

published_figure_words as (
    select
        'published_figure' as seed,
        figure.figure_id as offender,
        'the organisation, the kind, the qualifier, the unit or the number of decimals is unknown' as finding
    from {{ ref('published_figure') }} as figure
    left join {{ ref('organisation') }} as organisation
        on figure.organisation = organisation.organisation_code
    where
        organisation.organisation_code is null
        or figure.kind not in ('outcome', 'plan', 'target', 'absent', 'chart', 'quality')
        or figure.qualifier not in ('exact', 'approx', 'just_under', 'over', 'range_20_30')
        or (figure.kind <> 'chart' and figure.unit not in ('tkr', 'mnkr', 'percent', 'count', 'persons'))
        or (figure.kind <> 'chart' and figure.decimals not in (0, 1, 2))
        or (figure.kind <> 'chart' and (figure.unit is null or figure.decimals is null))
        or (figure.kind not in ('absent', 'chart')) <> (figure.value is not null)
),

published_chart_key as (
    select
        'published_chart' as seed,
        chart.figure_id || ' ' || chart.measure || ' ' || chart.organisation_code || ' ' || chart.subject as offender,
        'the series is there more than once' as finding
    from {{ ref('published_chart') }} as chart
    group by chart.figure_id, chart.measure, chart.organisation_code, chart.subject, chart.window
    having count(*) > 1
),

published_chart_words as (
    select
        'published_chart' as seed,
        chart.figure_id || ' ' || chart.measure || ' ' || chart.organisation_code || ' ' || chart.subject as offender,
        'there is no such chart, it ends in another month, its series ends before it begins, or the organisation is '
        || 'unknown' as finding
    from {{ ref('published_chart') }} as chart
    left join {{ ref('published_figure') }} as figure
        on
            chart.figure_id = figure.figure_id
            and chart.last_period = figure.period
            and figure.kind = 'chart'
    left join {{ ref('organisation') }} as organisation
        on chart.organisation_code = organisation.organisation_code
    where
        figure.figure_id is null
        or organisation.organisation_code is null
        or chart.first_period > chart.last_period
),

published_chart_exists as (
    select
        'published_chart' as seed,
        figure.figure_id as offender,
        'the chart has no series' as finding
    from {{ ref('published_figure') }} as figure
    left join {{ ref('published_chart') }} as chart
        on figure.figure_id = chart.figure_id
    where figure.kind = 'chart' and chart.figure_id is null
),

published_statement_words as (
    select
        'published_statement' as seed,
        statement.statement_id || ' ' || statement.figure_id as offender,
        'there is no such figure, or the part or the comparison is unknown' as finding
    from {{ ref('published_statement') }} as statement
    left join {{ ref('published_figure') }} as figure
        on statement.figure_id = figure.figure_id
    where
        figure.figure_id is null
        or statement.part not in ('numerator', 'denominator', 'stated')
        or statement.comparison not in ('equals', 'at_least')
),

published_statement_once as (
    select
        'published_statement' as seed,
        statement_id as offender,
        'it is said in more than one way, or nothing is stated' as finding
    from {{ ref('published_statement') }}
    group by statement_id
    having
        count(distinct comparison) <> 1
        or count(distinct decimals) <> 1
        or count(distinct stated_value) + count(case when part = 'stated' then 1 end) <> 1
)

select * from organisation_key
union all
select * from organisation_parent
union all
select * from organisation_node
union all
select * from one_region
union all
select * from account_group_key
union all
select * from account_group_parent
union all
select * from account_group_class
union all
select * from account_mapping_group
union all
select * from account_mapping_interval
union all
select * from subject_key
union all
select * from subject_name
union all
select * from followed_subject_key
union all
select * from followed_subject_words
union all
select * from followed_subject_limit
union all
select * from reporting_fault_key
union all
select * from reporting_fault_words
union all
select * from target_key
union all
select * from target_words
union all
select * from published_figure_words
union all
select * from published_chart_key
union all
select * from published_chart_words
union all
select * from published_chart_exists
union all
select * from published_statement_words
union all
select * from published_statement_once
