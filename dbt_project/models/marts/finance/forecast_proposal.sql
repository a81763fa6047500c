select
    proposal.organisation_code,
    proposal.account_group,
    account_group.account_group_name_sv,
    {{ month_label('proposal.accounting_period') }} as period,
    proposal.months_remaining,
    proposal.actual_ytd,
    proposal.budget_full_year,
    proposal.proposal_full_year,
    cast(proposal.proposal_full_year - proposal.half_interval as decimal(18, 2)) as proposal_low,
    cast(proposal.proposal_full_year + proposal.half_interval as decimal(18, 2)) as proposal_high,
    cast(proposal.proposal_full_year - proposal.budget_full_year as decimal(18, 2)) as proposal_deviation,
    proposal.naive_full_year,
    forecast.amount as forecast_full_year,
    proposal.backtests,
    proposal.proposal_mean_absolute_error,
    proposal.naive_mean_absolute_error,
    {{ percent('proposal.proposal_mean_absolute_error', 'abs(proposal.actual_r12)') }} as proposal_error_percent,
    {{ percent('proposal.naive_mean_absolute_error', 'abs(proposal.actual_r12)') }} as naive_error_percent,
    proposal.quality
from {{ ref('int_forecast_proposal') }} as proposal
inner join {{ ref('int_account_group') }} as account_group
    on proposal.account_group = account_group.account_group
left join {{ ref('int_forecast') }} as forecast
    on
        proposal.accounting_period = forecast.forecast_round
        and proposal.organisation_code = forecast.organisation_code
        and proposal.account_group = 'total'
        and forecast.subject = 'total'
