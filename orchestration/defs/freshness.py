"""How old an asset may grow before its page says so.

Here: the policies. Not here: which asset has which, and what is overdue in the landing zone
(`orchestration.ingest`), which the same night tells.
"""

from datetime import timedelta

import dagster as dg

CHECKED_EVERY_NIGHT = dg.FreshnessPolicy.cron(
    deadline_cron="0 4 * * *",
    lower_bound_delta=timedelta(hours=3),
    timezone="Europe/Stockholm",
)
"""The night was there: with nothing new, too, the landing zone is looked at from 02:15 on."""

NEW_EVERY_MONTH = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(days=35), fail_window=timedelta(days=45)
)
"""A mart is made anew when something it is made from is delivered, and that is every month."""
