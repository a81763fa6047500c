-- Vad driver avvikelsen i förvaltningens prognos, och vad har ändrats sedan förra prognosen?
-- What drives the deviation in the administration's forecast, and what changed since the last one?
select
    subject.name_sv as driver,
    forecast.forecast_deviation,
    forecast.previous_forecast_deviation,
    forecast.change_since_previous_round,
    forecast.assumes_undecided_grant
from forecast
left join subject
    on forecast.subject = subject.subject
where forecast.organisation_code = 'ADH' and forecast.period = '2024-10'
order by abs(forecast.forecast_deviation) desc
