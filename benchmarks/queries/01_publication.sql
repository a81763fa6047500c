-- Vilken publicering visas, när gjordes den och hur många publicerade tal stämmer?
-- Which publication is shown, when was it made, and how many published figures agree?
select
    publication_id,
    published_at,
    is_synthetic,
    figures_agree,
    figures_series,
    deliveries_in_force
from publication
order by publication_id desc
limit 1
