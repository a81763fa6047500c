"""Renders for people what became of deliveries. What is decided about them belongs in `intake`."""

from collections import Counter
from collections.abc import Sequence

from orchestration.ingest.delivery import DeliveryOutcome


def render_outcomes(outcomes: Sequence[DeliveryOutcome]) -> str:
    """One line of totals, then one line for every delivery of which this run has something to say.

    Deliveries that an earlier run had settled are only counted.
    """
    if not outcomes:
        return "Nothing was delivered."
    known = sum(outcome.already_known for outcome in outcomes)
    fresh = [outcome for outcome in outcomes if not outcome.already_known]
    statuses = Counter(outcome.status for outcome in fresh)
    totals = [f"{count} {status}" for status, count in sorted(statuses.items())]
    if known:
        totals.append(f"{known} known from earlier runs")
    return "\n".join([f"{len(outcomes)} deliveries: {', '.join(totals)}.", *map(_line, fresh)])


def _line(outcome: DeliveryOutcome) -> str:
    if outcome.reason is not None:
        return f"  {outcome.status}  {outcome.reason}"
    line = f"  {outcome.status}  {outcome.file}"
    if outcome.counts is None:
        return line
    line += f": {outcome.counts.row_count} rows"
    if outcome.counts.bad_row_count:
        line += f", {outcome.counts.bad_row_count} of them in quarantine"
    if outcome.counts.control_sum is not None:
        line += f", control sum {outcome.counts.control_sum}"
    return line
