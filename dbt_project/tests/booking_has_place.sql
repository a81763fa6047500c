-- Whatever counts has an organisation in the tree as it stood in its month, an account group, and a known subject.
{{ after_reconciliation() }}

with used as (
    select
        'general_ledger' as extract_name,
        accounting_period,
        cost_centre,
        account
    from {{ ref('int_ledger_month') }}

    union all

    select
        'budget' as extract_name,
        accounting_period,
        cost_centre,
        account
    from {{ ref('stg_planning__budget') }}

    union all

    select
        'forecast' as extract_name,
        forecast_round as accounting_period,
        cost_centre,
        account
    from {{ ref('stg_planning__forecast') }}

    union all

    select
        'action_plan' as extract_name,
        reporting_month as accounting_period,
        cost_centre,
        cast(null as {{ dbt.type_string() }}) as account
    from {{ ref('stg_planning__action_plan') }}

    union all

    select
        'budget_grant' as extract_name,
        known_from as accounting_period,
        cost_centre,
        cast(null as {{ dbt.type_string() }}) as account
    from {{ ref('stg_planning__budget_grant') }}

    union all

    select
        'investment' as extract_name,
        reporting_month as accounting_period,
        cost_centre,
        cast(null as {{ dbt.type_string() }}) as account
    from {{ ref('stg_planning__investment') }}

    union all

    select
        'vaccination_claim' as extract_name,
        earned_month as accounting_period,
        cost_centre,
        cast(null as {{ dbt.type_string() }}) as account
    from {{ ref('stg_reimbursement__vaccination_claim') }}
),

unplaced as (
    select distinct
        used.extract_name,
        used.accounting_period,
        used.cost_centre as offender,
        'no organisation stands above the cost centre in this month: closed, or nowhere in the tree' as finding
    from used
    left join {{ ref('int_cost_centre_organisation') }} as tree
        on
            used.accounting_period = tree.accounting_period
            and used.cost_centre = tree.cost_centre
    where tree.organisation_code is null
),

twice_in_the_tree as (
    select
        'cost_centre' as extract_name,
        accounting_period,
        cost_centre as offender,
        'an organisation stands above the cost centre by more than one way' as finding
    from {{ ref('int_cost_centre_organisation') }}
    group by accounting_period, cost_centre, organisation_code
    having count(*) > 1
),

ungrouped as (
    select distinct
        used.extract_name,
        cast(null as date) as accounting_period,
        used.account as offender,
        'the account is in no account group: add an interval to account_mapping.csv' as finding
    from used
    left join {{ ref('int_account') }} as account
        on used.account = account.account
    where used.account is not null and account.account_group is null
),

grouped_twice as (
    select
        'chart_of_accounts' as extract_name,
        cast(null as date) as accounting_period,
        account as offender,
        'the account is in more than one account group: intervals of account_mapping.csv overlap' as finding
    from {{ ref('int_account') }}
    group by account
    having count(*) > 1
),

named as (
    select
        'forecast' as extract_name,
        driver_code as source_code
    from {{ ref('stg_planning__forecast') }}
    where driver_code is not null

    union all

    select
        'budget_grant' as extract_name,
        grant_code as source_code
    from {{ ref('stg_planning__budget_grant') }}

    union all

    select
        'action_plan' as extract_name,
        action_code as source_code
    from {{ ref('stg_planning__action_plan') }}

    union all

    select
        'vaccination_claim' as extract_name,
        vaccine as source_code
    from {{ ref('stg_reimbursement__vaccination_claim') }}
),

unknown_subject as (
    select distinct
        named.extract_name,
        cast(null as date) as accounting_period,
        named.source_code as offender,
        'the code has no subject: add it to subject.csv' as finding
    from named
    left join {{ ref('subject') }} as subject
        on
            named.extract_name = subject.extract
            and named.source_code = subject.source_code
    where subject.subject is null
)

select * from unplaced
union all
select * from twice_in_the_tree
union all
select * from ungrouped
union all
select * from grouped_twice
union all
select * from unknown_subject
